// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many bytes of a carrier may wait unsent, in the kernel and in front of it. Little on a slow link, so that a ping and
 * a small exchange wait behind little data (Y-24); much while megabytes leave within milliseconds, where the bound would
 * only cut each write into several system calls, each of which wakes the reader. Confined to the carrier's event loop; it
 * owns no socket.
 */
final class UnsentBound {
    static final int LITTLE_BYTES = 16 * 1024;
    static final int MUCH_BYTES = 256 * 1024;

    private static final WriteBufferWaterMark LITTLE_WATER = new WriteBufferWaterMark(32 * 1024, 64 * 1024);
    private static final WriteBufferWaterMark MUCH_WATER = new WriteBufferWaterMark(64 * 1024, MUCH_BYTES);
    /** So much within {@link #FAST_NANOS} is a fast link: 20 MB/s, at which the larger bound is 13 ms of data. */
    private static final int SPAN_BYTES = 1 << 20;

    private static final long FAST_NANOS = Duration.ofMillis(50).toNanos();

    private long sinceNanos;
    private int spanBytes;
    private boolean fast;

    /** The bound in the kernel that is right now. */
    int bytes() {
        return fast ? MUCH_BYTES : LITTLE_BYTES;
    }

    /** The bound in front of it. */
    WriteBufferWaterMark waterMark() {
        return fast ? MUCH_WATER : LITTLE_WATER;
    }

    /**
     * Bytes were given to the kernel; returns whether the bound is another one now.
     *
     * @param clock read only when the time matters, in nanoseconds
     */
    boolean sent(int bytes, LongSupplier clock) {
        spanBytes += bytes;
        boolean spanIsOver = spanBytes >= SPAN_BYTES;
        if (!fast && !spanIsOver) {
            return false;
        }
        boolean before = fast;
        long now = clock.getAsLong();
        boolean late = now - sinceNanos > FAST_NANOS;
        if (spanIsOver || late) {
            fast = spanIsOver && !late;
            spanBytes = 0;
            sinceNanos = now;
        }
        return fast != before;
    }
}
