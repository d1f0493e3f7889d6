// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.SocketLink;
import dev.adit.http.UpstreamLink;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A link of a pool as the one exchange sees that has it: usable at once, given a link soon. Confined to the pool's event
 * loop.
 *
 * <p>What is written before there is a link waits here, up to a bound that {@link #isWritable} tells.
 */
final class LeasedLink implements UpstreamLink {
    private static final int MOST_WAITING_BYTES = 64 * 1024;

    private final Pool pool;
    private LinkReceiver receiver;
    private @Nullable PoolLink link;
    private @Nullable ArrayDeque<ByteBuf> waiting;
    private int waitingBytes;
    private boolean paused;
    private boolean pipe;
    private boolean over;

    LeasedLink(Pool pool, LinkReceiver receiver) {
        this.pool = pool;
        this.receiver = receiver;
    }

    /** The link is this exchange's alone from now on. */
    void attach(PoolLink given) {
        link = given;
        given.socket().receiver(receiver);
        if (paused) {
            given.socket().pauseReading();
        }
        ArrayDeque<ByteBuf> bytes = waiting;
        waiting = null;
        while (bytes != null && !bytes.isEmpty()) {
            given.socket().write(bytes.poll());
        }
        if (waitingBytes >= MOST_WAITING_BYTES && given.socket().isWritable()) {
            receiver.onWritable();
        }
    }

    /** There is no link to be had. */
    void fail(LinkFailure failure) {
        if (!over) {
            end();
            receiver.onAborted(failure);
        }
    }

    /** A link may have died unnoticed since it was used last, or since it joined. */
    @Override
    public boolean isReused() {
        return true;
    }

    @Override
    public EventExecutor executor() {
        return pool.loop();
    }

    /** Another receiver than the exchange is a pipe: the link carries no HTTP any more and is the pool's no longer. */
    @Override
    public void receiver(LinkReceiver newReceiver) {
        receiver = newReceiver;
        if (link != null) {
            pipe = true;
            pool.takenOut(link);
            link.socket().receiver(newReceiver);
        }
    }

    @Override
    public void write(ByteBuf bytes) {
        if (link != null) {
            link.socket().write(bytes);
        } else if (over) {
            bytes.release();
        } else {
            waiting = waiting == null ? new ArrayDeque<>(2) : waiting;
            waiting.add(bytes);
            waitingBytes += bytes.readableBytes();
        }
    }

    @Override
    public void endRequest() {
        // The request's own framing ends it: the link stays open for the next one.
    }

    @Override
    public void release(boolean reusable) {
        over = true;
        if (link == null) {
            giveUp();
        } else {
            pool.giveBack(link, reusable);
        }
    }

    @Override
    public void finish() {
        if (link != null) {
            link.socket().finish();
        }
    }

    @Override
    public void close() {
        if (link == null) {
            giveUp();
        } else {
            pool.forget(link);
            link.socket().close();
        }
        over = true;
    }

    @Override
    public void abort() {
        if (link == null) {
            giveUp();
        } else {
            pool.forget(link);
            breakOff(link.socket());
        }
        over = true;
    }

    /**
     * Lets go of a request that is not whole or that nobody waits for. What was written of it leaves first: a client
     * whose fresh links are reset before anything came by them believes that they are not wanted, and backs off.
     */
    private void breakOff(SocketLink socket) {
        if (!pipe && socket.isWritable()) {
            socket.close();
        } else {
            socket.abort();
        }
    }

    @Override
    public boolean isWritable() {
        return link == null ? waitingBytes < MOST_WAITING_BYTES : link.socket().isWritable();
    }

    @Override
    public void pauseReading() {
        paused = true;
        if (link != null) {
            link.socket().pauseReading();
        }
    }

    @Override
    public void resumeReading() {
        paused = false;
        if (link != null) {
            link.socket().resumeReading();
        }
    }

    private void giveUp() {
        pool.leave(this);
        end();
    }

    private void end() {
        over = true;
        while (waiting != null && !waiting.isEmpty()) {
            waiting.poll().release();
        }
    }
}
