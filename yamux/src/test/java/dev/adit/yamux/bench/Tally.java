// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** What both candidates send, and the count of what came to its end. Confined to the loop. */
final class Tally {
    private static final int REQUEST_BYTES = 300;
    private static final int RESPONSE_BYTES = 1024;

    private final byte[] content = new byte[RESPONSE_BYTES];
    private long bytes;
    private int ended;

    ByteBuf request() {
        return PooledByteBufAllocator.DEFAULT.directBuffer(REQUEST_BYTES).writeBytes(content, 0, REQUEST_BYTES);
    }

    ByteBuf response() {
        return PooledByteBufAllocator.DEFAULT.directBuffer(RESPONSE_BYTES).writeBytes(content);
    }

    /** Takes ownership. */
    void received(ByteBuf buffer) {
        bytes += buffer.readableBytes();
        buffer.release();
    }

    void ended() {
        ended++;
    }

    /** Throws unless all exchanges were whole, so that nothing cheap and wrong is measured. */
    void check(int exchanges) {
        if (ended != exchanges || bytes != (long) exchanges * (REQUEST_BYTES + RESPONSE_BYTES)) {
            throw new IllegalStateException(ended + " exchanges with " + bytes + " bytes");
        }
    }
}
