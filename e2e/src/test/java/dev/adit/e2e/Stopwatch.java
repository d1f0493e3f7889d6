// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

/** How long something takes that must not take long. Immutable. */
public final class Stopwatch {
    private final long begunNanos = System.nanoTime();

    private Stopwatch() {}

    public static Stopwatch start() {
        return new Stopwatch();
    }

    /** The time since its start. */
    public Duration taken() {
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    public void assertWithin(Duration limit) {
        Duration taken = taken();
        assertTrue(taken.compareTo(limit) <= 0, () -> "took " + taken.toMillis() + " ms, not " + limit.toMillis());
    }
}
