// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/**
 * An allowance of frames that cost us work and bring nothing: empty data, zero window updates, pings, stray ping
 * answers. Each takes one; the allowance refills with time (Y-11, Y-18). Pure; confined to its session.
 */
final class FloodLimiter {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int burst;
    private final long nanosPerFrame;
    private int used;
    private long refilledNanos;

    FloodLimiter(int burst, int perSecond) {
        this.burst = burst;
        nanosPerFrame = SECOND_NANOS / perSecond;
    }

    /** Counts one frame; false when the allowance is used up. */
    boolean allows(long nowNanos) {
        long refill = (nowNanos - refilledNanos) / nanosPerFrame;
        if (used == 0 || refill >= used) {
            used = 0;
            refilledNanos = nowNanos;
        } else {
            used -= (int) refill;
            refilledNanos += refill * nanosPerFrame;
        }
        used++;
        return used <= burst;
    }
}
