// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Clock;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of links that were turned away: a line a second for an address at most, with what it left out (U4). Thread-safe. */
final class RefusedLinks {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedLinks.class);
    private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_ADDRESSES = 10_000;

    private record Told(long atNanos, int leftOut) {}

    private final Clock clock;
    private final Map<InetAddress, Told> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Told> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    RefusedLinks(Clock clock) {
        this.clock = clock;
    }

    /** A link was refused; the reason holds nothing that it sent. */
    void add(InetAddress address, String reason) {
        int leftOut = leftOut(address);
        if (leftOut >= 0) {
            LOG.info(
                    "a pool link from {} is refused: {}{}",
                    NetUtil.toAddressString(address),
                    reason,
                    leftOut == 0 ? "" : ", and " + leftOut + " more since its last line here");
        }
    }

    /** How many had no line since the last one that had; negative when this one has none either. */
    private synchronized int leftOut(InetAddress address) {
        long now = clock.nanoTime();
        Told last = told.remove(address);
        if (last != null && now - last.atNanos < QUIET_NANOS) {
            told.put(address, new Told(last.atNanos, last.leftOut + 1));
            return -1;
        }
        told.put(address, new Told(now, 0));
        return last == null ? 0 : last.leftOut;
    }
}
