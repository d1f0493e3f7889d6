// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import dev.adit.server.edge.AddressBlock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong keys by address: over ten in a minute, further wrong ones are told to wait. A right key is always let
 * in, since one bad agent behind a NAT must not lock out a team (CE-03). Thread-safe.
 */
final class FailedAttempts {
    private static final int MOST = 10;
    /** How long failures count, from the first of them on. */
    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int MOST_ADDRESSES = 10_000;

    private record Count(long sinceNanos, int failures) {}

    private final Clock clock;
    private final Map<InetAddress, Count> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Count> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    FailedAttempts(Clock clock) {
        this.clock = clock;
    }

    /** Counts one; returns whether it was one too many. */
    synchronized boolean add(InetAddress address) {
        InetAddress block = AddressBlock.of(address);
        long now = clock.nanoTime();
        Count before = counts.remove(block);
        Count after = before == null || now - before.sinceNanos > WINDOW.toNanos()
                ? new Count(now, 1)
                : new Count(before.sinceNanos, before.failures + 1);
        counts.put(block, after);
        return after.failures > MOST;
    }
}
