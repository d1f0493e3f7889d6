// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import java.time.Duration;

/**
 * The last while of a connection whose answer is out: our output is ended, and what still arrives is read and dropped
 * up to a bound, so that a reset does not destroy the answer (U6). Confined to its link's event loop.
 */
final class Linger implements LinkReceiver {
    private final Link link;
    private final Deadline deadline;
    private final int mostBytes;
    private final Runnable over;
    private int droppedBytes;

    /**
     * @param over told once when the peer has ended, sent too much or taken too long; not after {@link #stop}
     */
    Linger(Link link, Clock clock, int mostBytes, Runnable over) {
        this.link = link;
        this.mostBytes = mostBytes;
        this.over = over;
        deadline = new Deadline(clock, link, over);
    }

    /** Takes the link over from its receiver. */
    void start(Duration most) {
        deadline.set(most);
        link.receiver(this);
        link.finish();
        link.resumeReading();
    }

    /** Lets go of the link, which somebody ends now. */
    void stop() {
        deadline.stop();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        droppedBytes += bytes.readableBytes();
        bytes.release();
        if (droppedBytes > mostBytes) {
            over.run();
        }
    }

    @Override
    public void onFinished() {
        over.run();
    }

    @Override
    public void onAborted(LinkFailure failure) {
        over.run();
    }

    @Override
    public void onWritable() {
        // Nothing more is written.
    }
}
