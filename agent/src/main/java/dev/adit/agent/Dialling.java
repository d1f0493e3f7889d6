// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether the agent dials, waits to dial, or does neither; at most one of them at a time. Confined to the agent's event
 * loop.
 */
final class Dialling {
    /** A session that stood this long was a good one: waits begin short again after it. */
    private static final Duration GOOD = Duration.ofSeconds(10);

    private final Sockets sockets;
    private final AgentListener listener;
    private final Backoff backoff;
    private @Nullable Runnable cancelDial;
    private Clock.@Nullable Timer waiting;
    private Optional<String> lastReason = Optional.empty();
    private boolean stopped;

    Dialling(Sockets sockets, AgentListener listener, RandomGenerator random) {
        this.sockets = sockets;
        this.listener = listener;
        this.backoff = new Backoff(random);
    }

    /** A dial is under way, which this stops. */
    void began(Runnable cancel) {
        cancelDial = cancel;
    }

    /** The dial had its outcome. */
    void finished() {
        cancelDial = null;
    }

    /** A session ended after that time. */
    void sessionStood(Duration time) {
        if (time.compareTo(GOOD) >= 0) {
            backoff.reset();
        }
    }

    /** Why there was no session when a dial was last put off; empty before that. */
    Optional<String> lastReason() {
        return lastReason;
    }

    /**
     * Dials again after the wait that the server asked for, or one that fits an outage of that length. Zero asks for
     * nothing: whoever says so each time would be dialled without a pause.
     */
    void later(String reason, Optional<Duration> asked, Duration outage, Runnable dialNow) {
        if (stopped || waiting != null || cancelDial != null) {
            return;
        }
        Duration wait = asked.filter(Duration::isPositive).map(backoff::asked).orElseGet(() -> backoff.next(outage));
        lastReason = Optional.of(reason);
        listener.onDisconnected(reason, wait);
        waiting = sockets.clock().after(wait, sockets.loop(), () -> {
            waiting = null;
            dialNow.run();
        });
    }

    /** Dials no more. */
    void stop() {
        stopped = true;
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
        if (cancelDial != null) {
            cancelDial.run();
            cancelDial = null;
        }
    }
}
