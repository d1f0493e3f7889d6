// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** Hands out the stream ids of one end, every second one, until they are used up (Y-17). Pure. */
final class StreamIds {
    private static final long LAST = 0xFFFF_FFFFL;

    private long next;

    StreamIds(long first) {
        next = first;
    }

    boolean isExhausted() {
        return next > LAST;
    }

    /** The next id, as the unsigned bits of an int. */
    int take() {
        if (isExhausted()) {
            throw new IllegalStateException("all stream ids are used");
        }
        int id = (int) next;
        next += 2;
        return id;
    }

    /** Whether this own id was handed out already. */
    boolean wasTaken(int id) {
        return Integer.toUnsignedLong(id) < next;
    }
}
