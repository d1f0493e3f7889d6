// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before dialling again: full jitter below a doubling bound, so that agents that lost one server do
 * not return in step. Confined to the agent's event loop.
 */
final class Backoff {
    private static final Duration FIRST_BOUND = Duration.ofMillis(250);
    /** While people wait for the server to come back. */
    private static final Duration EARLY_BOUND = Duration.ofSeconds(3);

    private static final Duration LATE_BOUND = Duration.ofSeconds(30);
    private static final Duration EARLY = Duration.ofMinutes(5);
    /** A refused connection fails at once: without a floor a lucky draw would dial in a loop. */
    private static final Duration LEAST = Duration.ofMillis(20);
    /** A server that asks for more than this is not believed. */
    private static final Duration MOST_ASKED = Duration.ofMinutes(10);

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** A session stood: the next wait is short again. */
    void reset() {
        failures = 0;
    }

    /** The next wait, after an outage of that length so far. */
    Duration next(Duration outage) {
        Duration most = outage.compareTo(EARLY) < 0 ? EARLY_BOUND : LATE_BOUND;
        Duration bound = FIRST_BOUND.multipliedBy(1L << Math.min(failures, 16));
        failures++;
        return jitter(bound.compareTo(most) < 0 ? bound : most);
    }

    /** The wait that a server asked for, with a fifth of jitter on top. */
    Duration asked(Duration retryAfter) {
        Duration asked = retryAfter.compareTo(MOST_ASKED) < 0 ? retryAfter : MOST_ASKED;
        return asked.plus(jitter(asked.dividedBy(5)));
    }

    private Duration jitter(Duration bound) {
        long nanos = bound.toNanos();
        Duration drawn = Duration.ofNanos(nanos == 0 ? 0 : random.nextLong(nanos));
        return drawn.compareTo(LEAST) < 0 ? LEAST : drawn;
    }
}
