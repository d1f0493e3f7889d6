// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/**
 * The sizes of flow control. Immutable.
 *
 * @param maxBytes how far one stream's receive window may grow from 256 KiB; 256 KiB means never
 * @param sessionGrowthBytes what all windows of a session together may have grown
 * @param frameBytes the largest payload of one data frame that we send (Y-24)
 * @param highWaterBytes unsent bytes from which on a stream is not writable
 * @param lowWaterBytes unsent bytes below which it is writable again
 * @param burstBytes unsent bytes of all streams together, below which a stream whose window takes all it holds stays
 *     writable above its high mark: one stream alone leaves in few large writes, and wakes its reader less often
 */
public record Windows(
        int maxBytes, long sessionGrowthBytes, int frameBytes, int highWaterBytes, int lowWaterBytes, int burstBytes) {
    /** The window that every stream begins with, in both directions, by the protocol. */
    public static final int INITIAL_BYTES = 256 * 1024;

    /** At 50 ms round trip 256 KiB give 5 MB/s and 16 MiB give 206 MB/s. */
    public static final Windows DEFAULT = new Windows(16 << 20, 32L << 20, 16 << 10, 64 << 10, 32 << 10, 256 << 10);

    public Windows {
        if (maxBytes < INITIAL_BYTES || maxBytes > 1 << 30) {
            throw new IllegalArgumentException("largest window of " + maxBytes + " bytes");
        }
        if (frameBytes < 1 || lowWaterBytes < 1 || highWaterBytes < lowWaterBytes || sessionGrowthBytes < 0) {
            throw new IllegalArgumentException("frame, water marks and growth must be positive and in order");
        }
    }

    public Windows withGrowth(int newMaxBytes, long newSessionGrowthBytes) {
        return new Windows(newMaxBytes, newSessionGrowthBytes, frameBytes, highWaterBytes, lowWaterBytes, burstBytes);
    }
}
