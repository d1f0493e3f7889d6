// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.server.PoolConfig.PoolBounds;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one tunnel that wait for a link: first come, first served, bounded in number and in time (AL-11).
 * Confined to the pool's event loop.
 */
final class WaitingExchanges {
    private final Clock clock;
    private final EventLoop loop;
    private final PoolBounds bounds;
    private final BooleanSupplier anyLinks;
    private final ArrayDeque<Place> places = new ArrayDeque<>(0);

    /**
     * @param anyLinks whether the tunnel has links at all
     */
    WaitingExchanges(Clock clock, EventLoop loop, PoolBounds bounds, BooleanSupplier anyLinks) {
        this.clock = clock;
        this.loop = loop;
        this.bounds = bounds;
        this.anyLinks = anyLinks;
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    boolean isFull() {
        return places.size() >= bounds.waiting();
    }

    void add(LeasedLink exchange) {
        Place place = new Place(exchange);
        places.add(place);
        place.waitFor(anyLinks.getAsBoolean() ? bounds.busy() : bounds.away());
    }

    /** Takes the one that waits longest. */
    Optional<LeasedLink> poll() {
        Place first = places.poll();
        if (first == null) {
            return Optional.empty();
        }
        first.stop();
        return Optional.of(first.exchange);
    }

    /** The exchange is over before it had a link. */
    void remove(LeasedLink exchange) {
        places.removeIf(place -> {
            boolean its = place.exchange.equals(exchange);
            if (its) {
                place.stop();
            }
            return its;
        });
    }

    /** The last link went: clients dial again soon, or not at all. */
    void onNoLinkLeft() {
        for (Place place : places) {
            Duration left = bounds.busy().minus(place.waited());
            place.stop();
            place.waitFor(left.compareTo(bounds.away()) < 0 ? left : bounds.away());
        }
    }

    /** Nobody waits from now on. */
    void failAll(LinkFailure failure) {
        List<Place> all = List.copyOf(places);
        places.clear();
        all.forEach(place -> {
            place.stop();
            place.exchange.fail(failure);
        });
    }

    /** One exchange's turn. */
    private final class Place {
        private final LeasedLink exchange;
        private final long sinceNanos = clock.nanoTime();
        private Clock.@Nullable Timer timer;

        Place(LeasedLink exchange) {
            this.exchange = exchange;
        }

        Duration waited() {
            return Duration.ofNanos(clock.nanoTime() - sinceNanos);
        }

        void waitFor(Duration time) {
            timer = clock.after(time.isNegative() ? Duration.ZERO : time, loop, this::onDue);
        }

        void stop() {
            if (timer != null) {
                timer.cancel();
            }
        }

        private void onDue() {
            Duration left = bounds.busy().minus(waited());
            if (anyLinks.getAsBoolean() && left.isPositive()) {
                waitFor(left);
                return;
            }
            places.remove(this);
            exchange.fail(
                    anyLinks.getAsBoolean()
                            ? new LinkFailure(ErrorCode.BUSY, "all links of the tunnel were in use for too long")
                            : new LinkFailure(ErrorCode.AGENT_AWAY, "the tunnel has no link at the moment"));
        }
    }
}
