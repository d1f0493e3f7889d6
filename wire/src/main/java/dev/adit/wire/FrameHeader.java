// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import io.netty.buffer.ByteBuf;

/** Renders WebSocket frame headers into space reserved for them; pure. Every frame of ours has FIN set. */
final class FrameHeader {
    /** The most that {@link #size} returns: 2 bytes, 8 of length, 4 of key. */
    static final int MAX_BYTES = 14;

    private static final int FIN_BIT = 0x80;
    private static final int MASK_BIT = 0x80;
    private static final int KEY_BYTES = 4;

    private FrameHeader() {}

    static int size(int length, boolean masked) {
        int keyBytes = masked ? KEY_BYTES : 0;
        if (length <= 125) {
            return 2 + keyBytes;
        }
        return (length <= 0xFFFF ? 4 : 10) + keyBytes;
    }

    /** Sets the header's bytes from the index on; the key counts only when masked. Borrows the buffer. */
    static void set(ByteBuf out, int index, int opcode, int length, boolean masked, int key) {
        out.setByte(index, FIN_BIT | opcode);
        int maskBit = masked ? MASK_BIT : 0;
        if (length <= 125) {
            out.setByte(index + 1, maskBit | length);
        } else if (length <= 0xFFFF) {
            out.setByte(index + 1, maskBit | 126).setShort(index + 2, length);
        } else {
            out.setByte(index + 1, maskBit | 127).setLong(index + 2, length);
        }
        if (masked) {
            out.setInt(index + size(length, true) - KEY_BYTES, key);
        }
    }
}
