// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all receive windows of the process may grow beyond their first size (Y-26). Thread-safe. */
public final class GrowthBudget {
    private final AtomicLong free;

    /** A budget of so many bytes; a quarter of the direct memory is the intended size. */
    public GrowthBudget(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("growth budget of " + bytes + " bytes");
        }
        free = new AtomicLong(bytes);
    }

    /** Bytes that nobody holds now. */
    public long freeBytes() {
        return free.get();
    }

    /** Takes all of the bytes, or none when they are not there. */
    boolean take(long bytes) {
        long seen = free.get();
        while (seen >= bytes) {
            if (free.compareAndSet(seen, seen - bytes)) {
                return true;
            }
            seen = free.get();
        }
        return false;
    }

    void giveBack(long bytes) {
        free.addAndGet(bytes);
    }
}
