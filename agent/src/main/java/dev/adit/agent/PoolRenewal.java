// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a token is to be renewed: after three quarters of its life and up to an eighth more, and again while that fails,
 * until it has ended. Confined to the agent's event loop.
 */
final class PoolRenewal {
    private static final Duration LEAST = Duration.ofSeconds(10);
    /** Longer than a run, and far from an overflow of nanoseconds: some servers give tokens to the year 9999. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final Sockets sockets;
    private final RandomGenerator random;
    private final Runnable renew;
    private Clock.@Nullable Timer timer;
    private boolean ends;
    private long endNanos;

    PoolRenewal(Sockets sockets, RandomGenerator random, Runnable renew) {
        this.sockets = sockets;
        this.random = random;
        this.renew = renew;
    }

    /** There is a new token, or one without an end. */
    void onGranted(Optional<Duration> life) {
        stop();
        ends = life.filter(Duration::isPositive).isPresent();
        if (ends) {
            Duration lives = life.get().compareTo(LONGEST) < 0 ? life.get() : LONGEST;
            endNanos = sockets.clock().nanoTime() + lives.toNanos();
            Duration eighth = lives.dividedBy(8);
            after(eighth.multipliedBy(6).plusNanos(random.nextLong(eighth.toNanos() + 1)));
        }
    }

    /** A renewal was refused, or not answered. */
    void onFailed() {
        Duration left = left();
        if (left.isPositive()) {
            after(left.dividedBy(4));
        }
    }

    /** Whether the token has ended, so that no link can be opened with it. */
    boolean isOver() {
        return ends && !left().isPositive();
    }

    /** Renews no more. */
    void stop() {
        ends = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private Duration left() {
        return Duration.ofNanos(endNanos - sockets.clock().nanoTime());
    }

    private void after(Duration delay) {
        Duration wait = delay.compareTo(LEAST) < 0 ? LEAST : delay;
        timer = sockets.clock().after(wait, sockets.loop(), () -> {
            timer = null;
            renew.run();
        });
    }
}
