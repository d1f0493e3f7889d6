// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;

/** One stream of a session: two opposite byte flows. Confined to the session's event loop. */
public final class Stream {
    private final Session session;
    private final int id;

    Stream(Session session, int id) {
        this.session = session;
        this.id = id;
    }

    public int id() {
        return id;
    }

    public Session session() {
        return session;
    }

    /** Queues bytes. Takes ownership of buffer and content; released unsent when finished or reset. */
    public void write(ByteBuf bytes) {
        bytes.release();
    }

    /** Ends our direction after everything written (FIN). */
    public void finish() {}

    /** Breaks both directions now (RST); no event follows. */
    public void reset() {}

    /** Nobody reads any more: what still comes is dropped and its credit returned; RST after {@link Timing#abandoned}. */
    public void abandon() {}

    public boolean isWritable() {
        return false;
    }

    public void pauseReading() {}

    /** Starts delivery again, perhaps from within this call. */
    public void resumeReading() {}

    public boolean isAcknowledged() {
        return false;
    }
}
