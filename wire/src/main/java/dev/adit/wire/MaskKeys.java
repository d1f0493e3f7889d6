// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.random.RandomGenerator;

/**
 * Unpredictable masking keys (RFC 6455 section 10.3), taken from a secure source in blocks: one call of the source
 * serves many frames. A carrier that masks nothing, as all of a server's, holds no block. Confined to the carrier's event
 * loop.
 */
final class MaskKeys {
    private static final int BLOCK_BYTES = 512;

    private final RandomGenerator source;
    private byte[] block = {};
    private int used = BLOCK_BYTES;

    MaskKeys(RandomGenerator source) {
        this.source = source;
    }

    int next() {
        if (used == BLOCK_BYTES) {
            if (block.length == 0) {
                block = new byte[BLOCK_BYTES];
            }
            source.nextBytes(block);
            used = 0;
        }
        int key = (block[used] & 0xFF) << 24
                | (block[used + 1] & 0xFF) << 16
                | (block[used + 2] & 0xFF) << 8
                | (block[used + 3] & 0xFF);
        used += Integer.BYTES;
        return key;
    }
}
