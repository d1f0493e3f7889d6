// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Buffers in order, with the sum of their bytes; costs nothing while empty from birth. Confined to its stream. */
final class ByteQueue {
    private static final int FIRST_SLOTS = 4;

    private @Nullable ByteBuf @Nullable [] slots;
    private int head;
    private int size;
    private int byteCount;

    int byteCount() {
        return byteCount;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds at the end. Takes ownership. */
    void add(ByteBuf bytes) {
        @Nullable ByteBuf[] ring = slots;
        if (ring == null) {
            ring = new @Nullable ByteBuf[FIRST_SLOTS];
            slots = ring;
        } else if (size == ring.length) {
            ring = enlarged(ring);
        }
        ring[head + size & ring.length - 1] = bytes;
        size++;
        byteCount += bytes.readableBytes();
    }

    private @Nullable ByteBuf[] enlarged(@Nullable ByteBuf[] ring) {
        @Nullable ByteBuf[] larger = new @Nullable ByteBuf[ring.length * 2];
        int front = ring.length - head;
        System.arraycopy(ring, head, larger, 0, front);
        System.arraycopy(ring, 0, larger, front, head);
        head = 0;
        slots = larger;
        return larger;
    }

    /** The first buffer, still owned by the queue; reading from it must be told by {@link #advance}. */
    @Nullable
    ByteBuf peek() {
        return size == 0 || slots == null ? null : slots[head];
    }

    /** The last buffer, still owned by the queue. */
    @Nullable
    ByteBuf peekLast() {
        return size == 0 || slots == null ? null : slots[head + size - 1 & slots.length - 1];
    }

    /** Bytes were appended to the last buffer. */
    void extended(int bytes) {
        byteCount += bytes;
    }

    /** So many bytes of the first buffer were read; it is released when that was its end. */
    void advance(int bytes) {
        byteCount -= bytes;
        ByteBuf first = peek();
        if (first != null && !first.isReadable()) {
            drop();
            first.release();
        }
    }

    /** Takes the first buffer with its ownership. */
    @Nullable
    ByteBuf poll() {
        ByteBuf first = peek();
        if (first != null) {
            byteCount -= first.readableBytes();
            drop();
        }
        return first;
    }

    private void drop() {
        if (slots != null) {
            slots[head] = null;
            head = head + 1 & slots.length - 1;
            size--;
        }
    }

    /** Releases everything. */
    void clear() {
        for (ByteBuf next = poll(); next != null; next = poll()) {
            next.release();
        }
    }
}
