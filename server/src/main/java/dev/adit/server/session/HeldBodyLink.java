// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * A stream to an Exio agent: the request head goes out at once, the body a moment later. That agent throws away what it
 * read behind a head, so a body that comes in the same piece would be lost and the request would hang
 * (docs/rules.md, EX-20). Confined to the session's event loop.
 */
final class HeldBodyLink implements UpstreamLink {
    private static final int MOST_HELD_BYTES = 64 * 1024;

    private final UpstreamLink link;
    private final Clock clock;
    private final Duration hold;
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(2);
    private int heldBytes;
    private boolean headSent;
    private boolean holding;
    private boolean endHeld;
    private boolean over;
    private LinkReceiver receiver;

    HeldBodyLink(UpstreamLink link, LinkReceiver receiver, Clock clock, Duration hold) {
        this.link = link;
        this.receiver = receiver;
        this.clock = clock;
        this.hold = hold;
    }

    @Override
    public void write(ByteBuf bytes) {
        if (over) {
            bytes.release();
        } else if (!headSent) {
            headSent = true;
            holding = true;
            link.write(bytes);
            clock.after(hold, link.executor(), this::letGo);
        } else if (holding) {
            held.add(bytes);
            heldBytes += bytes.readableBytes();
        } else {
            link.write(bytes);
        }
    }

    private void letGo() {
        holding = false;
        boolean wasFull = heldBytes >= MOST_HELD_BYTES;
        heldBytes = 0;
        while (!held.isEmpty()) {
            link.write(held.poll());
        }
        if (endHeld && !over) {
            link.endRequest();
        }
        if (wasFull && !over && link.isWritable()) {
            receiver.onWritable();
        }
    }

    @Override
    public void endRequest() {
        if (held.isEmpty()) {
            link.endRequest();
        } else {
            endHeld = true;
        }
    }

    @Override
    public void finish() {
        endRequest();
    }

    @Override
    public void release(boolean reusable) {
        drop();
        link.release(reusable);
    }

    @Override
    public void close() {
        drop();
        link.close();
    }

    @Override
    public void abort() {
        drop();
        link.abort();
    }

    private void drop() {
        over = true;
        while (!held.isEmpty()) {
            held.poll().release();
        }
    }

    @Override
    public boolean isReused() {
        return false;
    }

    @Override
    public boolean isUnsent() {
        return link.isUnsent();
    }

    @Override
    public EventExecutor executor() {
        return link.executor();
    }

    @Override
    public void receiver(LinkReceiver newReceiver) {
        receiver = newReceiver;
        link.receiver(newReceiver);
    }

    @Override
    public boolean isWritable() {
        return heldBytes < MOST_HELD_BYTES && link.isWritable();
    }

    @Override
    public void pauseReading() {
        link.pauseReading();
    }

    @Override
    public void resumeReading() {
        link.resumeReading();
    }
}
