// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.SocketLink;
import dev.adit.http.UpstreamLink;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the local service as one exchange sees it: usable at once, connected soon. Confined to the agent's
 * event loop.
 *
 * <p>What is written before the connection stands waits here, up to a bound that {@link #isWritable} tells.
 */
final class LocalLink implements UpstreamLink, LocalDialer.Outcome {
    /** Bytes that precede everything on a new connection. */
    interface Preface {
        /** Gives the bytes for this connection, with their ownership. */
        ByteBuf bytes(SocketLink connected);
    }

    private static final int MOST_WAITING_BYTES = 64 * 1024;

    private final LocalPool pool;
    private final EventExecutor executor;
    private final boolean reused;
    private final @Nullable Preface preface;
    private LinkReceiver receiver;
    private @Nullable SocketLink socket;
    private @Nullable ArrayDeque<ByteBuf> waiting;
    private int waitingBytes;
    private boolean paused;
    private boolean finished;
    private boolean over;

    private LocalLink(
            LocalPool pool,
            EventExecutor executor,
            LinkReceiver receiver,
            @Nullable SocketLink socket,
            @Nullable Preface preface) {
        this.pool = pool;
        this.executor = executor;
        this.receiver = receiver;
        this.socket = socket;
        this.preface = preface;
        this.reused = socket != null;
    }

    /** A link on a kept connection. */
    static LocalLink reusing(LocalPool pool, SocketLink socket, LinkReceiver receiver) {
        LocalLink link = new LocalLink(pool, socket.executor(), receiver, socket, null);
        socket.receiver(receiver);
        socket.resumeReading();
        return link;
    }

    /** A link that waits for its connection; one with a preface belongs to one visitor and is not kept. */
    static LocalLink waiting(LocalPool pool, EventExecutor executor, LinkReceiver receiver, @Nullable Preface preface) {
        return new LocalLink(pool, executor, receiver, null, preface);
    }

    @Override
    public void onConnected(SocketLink connected) {
        if (over) {
            connected.close();
            return;
        }
        socket = connected;
        connected.receiver(receiver);
        if (paused) {
            connected.pauseReading();
        }
        if (preface != null) {
            connected.write(preface.bytes(connected));
        }
        ArrayDeque<ByteBuf> bytes = waiting;
        waiting = null;
        while (bytes != null && !bytes.isEmpty()) {
            connected.write(bytes.poll());
        }
        if (finished) {
            connected.finish();
        }
        if (waitingBytes >= MOST_WAITING_BYTES && connected.isWritable()) {
            receiver.onWritable();
        }
    }

    @Override
    public void onFailed(LinkFailure failure) {
        if (!over) {
            end();
            receiver.onAborted(failure);
        }
    }

    @Override
    public boolean isReused() {
        return reused;
    }

    @Override
    public EventExecutor executor() {
        return executor;
    }

    @Override
    public void receiver(LinkReceiver newReceiver) {
        receiver = newReceiver;
        if (socket != null) {
            socket.receiver(newReceiver);
        }
    }

    @Override
    public void write(ByteBuf bytes) {
        if (socket != null) {
            socket.write(bytes);
        } else if (over || finished) {
            bytes.release();
        } else {
            waiting = waiting == null ? new ArrayDeque<>(2) : waiting;
            waiting.add(bytes);
            waitingBytes += bytes.readableBytes();
        }
    }

    @Override
    public void onKeepAlive(Duration timeout) {
        pool.announced(timeout);
    }

    @Override
    public void endRequest() {
        // The request's own framing ends it: the connection stays open for the next one.
    }

    @Override
    public void release(boolean reusable) {
        over = true;
        if (socket == null) {
            end();
        } else if (reusable && preface == null) {
            pool.keep(socket);
        } else {
            socket.close();
        }
    }

    @Override
    public void finish() {
        finished = true;
        if (socket != null) {
            socket.finish();
        }
    }

    @Override
    public void close() {
        end();
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void abort() {
        end();
        if (socket != null) {
            socket.abort();
        }
    }

    @Override
    public boolean isWritable() {
        return socket == null ? waitingBytes < MOST_WAITING_BYTES : socket.isWritable();
    }

    @Override
    public void pauseReading() {
        paused = true;
        if (socket != null) {
            socket.pauseReading();
        }
    }

    @Override
    public void resumeReading() {
        paused = false;
        if (socket != null) {
            socket.resumeReading();
        }
    }

    private void end() {
        over = true;
        while (waiting != null && !waiting.isEmpty()) {
            waiting.poll().release();
        }
    }
}
