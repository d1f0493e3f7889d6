// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Buffers that a link has read and cannot deliver yet, in order; owns them. Confined to the link's event loop. */
final class HeldBytes {
    private @Nullable ArrayDeque<ByteBuf> buffers;

    boolean isEmpty() {
        return buffers == null || buffers.isEmpty();
    }

    void add(ByteBuf bytes) {
        if (buffers == null) {
            // Few links ever hold anything, and those that do hold the rest of one read.
            buffers = new ArrayDeque<>(2);
        }
        buffers.add(bytes);
    }

    /** Gives the first one away; throws when there is none. */
    ByteBuf take() {
        if (buffers == null) {
            throw new IllegalStateException("nothing is held");
        }
        return buffers.remove();
    }

    void release() {
        while (!isEmpty()) {
            take().release();
        }
    }
}
