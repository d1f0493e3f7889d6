// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** A bounded queue of plain ints that allocates nothing until used. Confined to its session. */
final class IntQueue {
    private static final int[] NONE = {};
    private static final int FIRST_SLOTS = 8;

    private final int limit;
    private int[] slots = NONE;
    private int head;
    private int size;

    IntQueue(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds at the end; false, without adding, when the queue is full. */
    boolean offer(int value) {
        if (size == limit) {
            return false;
        }
        if (size == slots.length) {
            enlarge();
        }
        slots[head + size & slots.length - 1] = value;
        size++;
        return true;
    }

    private void enlarge() {
        int[] larger = new int[Math.max(FIRST_SLOTS, slots.length * 2)];
        int front = slots.length - head;
        System.arraycopy(slots, head, larger, 0, front);
        System.arraycopy(slots, 0, larger, front, head);
        head = 0;
        slots = larger;
    }

    /** Takes the first; the queue must not be empty. */
    int poll() {
        if (size == 0) {
            throw new IllegalStateException("empty queue polled");
        }
        int value = slots[head];
        head = head + 1 & slots.length - 1;
        size--;
        return value;
    }

    void clear() {
        size = 0;
    }
}
