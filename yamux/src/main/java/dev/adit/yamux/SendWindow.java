// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/**
 * How much the peer still lets us send on one stream: 256 KiB, minus payload sent, plus its window updates.
 *
 * <p>Invariant: {@code 0 <= available <= 2^32 - 1}. Pure; confined to its stream.
 */
final class SendWindow {
    /** The wire knows unsigned 32-bit windows; a sum above it is the peer's error (Y-09). */
    static final long MAX_BYTES = 0xFFFF_FFFFL;

    private long availableBytes = Windows.INITIAL_BYTES;

    long availableBytes() {
        return availableBytes;
    }

    /** Whether the peer may grant so much more; the delta is unsigned on the wire. */
    boolean accepts(long deltaBytes) {
        return availableBytes + deltaBytes <= MAX_BYTES;
    }

    void grant(long deltaBytes) {
        if (deltaBytes < 0 || !accepts(deltaBytes)) {
            throw new IllegalStateException("window of " + availableBytes + " bytes granted " + deltaBytes);
        }
        availableBytes += deltaBytes;
    }

    void spend(int bytes) {
        if (bytes > availableBytes) {
            throw new IllegalStateException("spent " + bytes + " of a window of " + availableBytes + " bytes");
        }
        availableBytes -= bytes;
    }
}
