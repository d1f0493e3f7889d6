// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the tunnels that agents without a key register, by address: so many within any minute. Thread-safe.
 *
 * <p>One is counted before its name is claimed and given back when the claim is denied, so that claims that come in one
 * piece are not all let through.
 */
public final class AnonymousRegistrations {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;

    private final Clock clock;
    private final int most;
    private final Map<String, ArrayDeque<Long>> times = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ArrayDeque<Long>> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /**
     * Makes the count.
     *
     * @param most the most of one address within a minute
     */
    public AnonymousRegistrations(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /** Counts one; when that is one too many it is not counted, and the answer is how long to wait. */
    synchronized Optional<Duration> add(String address) {
        long now = clock.nanoTime();
        ArrayDeque<Long> own = times.remove(address);
        if (own == null) {
            own = new ArrayDeque<>(2);
        }
        times.put(address, own);
        while (!own.isEmpty() && now - own.getFirst() >= WINDOW.toNanos()) {
            own.removeFirst();
        }
        if (own.size() >= most) {
            return Optional.of(WINDOW.minusNanos(now - own.getFirst()));
        }
        own.addLast(now);
        return Optional.empty();
    }

    /** The last one came to nothing. */
    synchronized void giveBack(String address) {
        ArrayDeque<Long> own = times.get(address);
        if (own != null) {
            own.pollLast();
        }
    }
}
