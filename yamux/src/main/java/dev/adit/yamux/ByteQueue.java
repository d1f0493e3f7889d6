// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Buffers in order, with the sum of their bytes; costs nothing while empty from birth. Confined to its stream. */
final class ByteQueue {
    private static final int FIRST_SLOTS = 4;
    private static final int COPY_BUFFER_BYTES = 4096;

    private @Nullable ByteBuf @Nullable [] slots;
    private int head;
    private int size;
    private int byteCount;
    /** The last buffer, when it is one that copies are gathered in. */
    private @Nullable ByteBuf copies;

    int byteCount() {
        return byteCount;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How many buffers there are. */
    int size() {
        return size;
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
        copies = null;
    }

    /** Adds bytes at the end, as a copy behind other such bytes when they fit there. Takes ownership. */
    void addCopied(ByteBuf bytes, ByteBufAllocator allocator) {
        int count = bytes.readableBytes();
        ByteBuf last = copies;
        if (last == null || last.writableBytes() < count) {
            int capacity = Math.max(count, COPY_BUFFER_BYTES);
            last = allocator.ioBuffer(capacity, capacity);
            add(last);
            copies = last;
        }
        last.writeBytes(bytes);
        byteCount += count;
        bytes.release();
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
            copies = size == 0 ? null : copies;
        }
    }

    /** Releases everything. */
    void clear() {
        for (ByteBuf next = poll(); next != null; next = poll()) {
            next.release();
        }
    }
}
