// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/**
 * How much we let the peer send on one stream, and when it grows.
 *
 * <p>Invariant: what the peer may still send, plus what arrived and was not consumed, plus what was consumed and not
 * announced, is the limit. An update is due when half the limit was consumed (Y-10). The limit doubles when a whole
 * window was consumed within two round trips, and the one before it too, because then the window and not the reader
 * sets the pace: one alone may only have filled the buffers behind a reader who stands still. A stream gets 5 MB/s from
 * 256 KiB at 50 ms, and 206 MB/s from 16 MiB. Pure; confined to its stream.
 */
final class ReceiveWindow {
    private int limitBytes = Windows.INITIAL_BYTES;
    private int creditBytes = Windows.INITIAL_BYTES;
    private int unannouncedBytes;
    private int measuredBytes;
    private long measuredSinceNanos;
    private boolean wasFast;

    ReceiveWindow(long nowNanos) {
        measuredSinceNanos = nowNanos;
    }

    int limitBytes() {
        return limitBytes;
    }

    /** What the peer may still send. */
    int creditBytes() {
        return creditBytes;
    }

    /** Whether a frame of so many bytes fits; the length is unsigned on the wire (Y-07). */
    boolean accepts(long bytes) {
        return bytes <= creditBytes;
    }

    /** A frame of so many bytes was announced by its header. */
    void arrive(int bytes) {
        if (bytes > creditBytes) {
            throw new IllegalStateException(bytes + " bytes arrived at a window of " + creditBytes);
        }
        creditBytes -= bytes;
    }

    /** The reader took bytes. */
    void consume(int bytes) {
        unannouncedBytes += bytes;
        measuredBytes += bytes;
    }

    boolean updateIsDue() {
        return unannouncedBytes >= limitBytes / 2;
    }

    /**
     * Whether two whole windows were consumed one behind the other, each within two of these round trips. Begins a new
     * measure after each whole window. A round trip of 0 is unknown and never grows a window.
     */
    boolean wantsToGrow(long nowNanos, long roundTripNanos) {
        if (measuredBytes < limitBytes) {
            return false;
        }
        boolean fast = roundTripNanos > 0 && nowNanos - measuredSinceNanos <= 2 * roundTripNanos;
        boolean both = fast && wasFast;
        wasFast = fast;
        measuredBytes = 0;
        measuredSinceNanos = nowNanos;
        return both;
    }

    /** By how much the window would grow next; 0 when it is as large as it may be. */
    int growthBytes(int maxBytes) {
        return Math.min(limitBytes, maxBytes - limitBytes);
    }

    /** Enlarges the window; the next update announces it. */
    void grow(int bytes) {
        limitBytes += bytes;
        unannouncedBytes += bytes;
    }

    /** How far the window has grown since it began. */
    int grownBytes() {
        return limitBytes - Windows.INITIAL_BYTES;
    }

    /** The delta of the frame that is sent now; 0 while no update is due. */
    int takeUpdate() {
        if (!updateIsDue()) {
            return 0;
        }
        int delta = unannouncedBytes;
        unannouncedBytes = 0;
        creditBytes += delta;
        return delta;
    }
}
