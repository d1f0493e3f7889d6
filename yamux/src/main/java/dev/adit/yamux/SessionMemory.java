// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/**
 * What the peer may make one session hold: how far receive windows have grown, and how many bytes wait for paused
 * readers (Y-26). Confined to the session's event loop.
 */
final class SessionMemory {
    private final Session session;
    private final SessionConfig config;
    private final GrowthBudget process;
    private long grownBytes;
    private long bufferedBytes;

    SessionMemory(Session session, SessionConfig config, GrowthBudget process) {
        this.session = session;
        this.config = config;
        this.process = process;
    }

    /** How many bytes the window may grow now; they are taken from the session's and the process's allowance. */
    int takeGrowth(ReceiveWindow window) {
        int wanted = window.growthBytes(config.windows().maxBytes());
        if (wanted <= 0 || grownBytes + wanted > config.windows().sessionGrowthBytes()) {
            return 0;
        }
        // Windows that together exceed the bound would have streams reset whose readers are merely slow.
        long windows = (long) session.streams().size() * Windows.INITIAL_BYTES + grownBytes + wanted;
        if (windows > config.limits().bufferedBytes()) {
            return 0;
        }
        if (!process.take(wanted)) {
            return 0;
        }
        grownBytes += wanted;
        return wanted;
    }

    /** The window's stream ended. */
    void giveBackGrowth(ReceiveWindow window) {
        grownBytes -= window.grownBytes();
        process.giveBack(window.grownBytes());
    }

    /** The session ended, and all its streams with it. */
    void giveBackGrowth() {
        process.giveBack(grownBytes);
        grownBytes = 0;
    }

    /** So many bytes more wait for paused readers; above the bound the stillest one is reset. */
    void buffered(int bytes) {
        bufferedBytes += bytes;
        while (!session.isEnded() && isOverBound() && resetStillest()) {
            // One reset after the other until the rest fits.
        }
    }

    private boolean isOverBound() {
        return bufferedBytes > config.limits().bufferedBytes();
    }

    private boolean resetStillest() {
        Stream stillest = session.streams().stillest();
        if (stillest == null) {
            return false;
        }
        session.outbox().reset(stillest);
        stillest.fail(StreamEnd.STALLED);
        return true;
    }

    void unbuffered(int bytes) {
        bufferedBytes -= bytes;
    }
}
