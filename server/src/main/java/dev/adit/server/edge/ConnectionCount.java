// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Counts connections by address, or by tunnel. Thread-safe.
 *
 * @param <K> what they are counted by
 */
public final class ConnectionCount<K> {
    private final int most;
    private final UnaryOperator<K> counted;
    private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();

    /**
     * Makes it, with nothing counted.
     *
     * @param most the most of one key; 0 means any number
     */
    public ConnectionCount(int most) {
        this(most, UnaryOperator.identity());
    }

    private ConnectionCount(int most, UnaryOperator<K> counted) {
        this.most = most;
        this.counted = counted;
    }

    /** One by addresses, in which each stands for its {@link AddressBlock}. */
    public static ConnectionCount<InetAddress> ofAddresses(int most) {
        return new ConnectionCount<>(most, AddressBlock::of);
    }

    /** Counts one more, unless that is one too many. */
    public boolean add(K one) {
        if (most == 0) {
            return true;
        }
        K key = counted.apply(one);
        while (true) {
            Integer before = counts.putIfAbsent(key, 1);
            if (before == null) {
                return true;
            }
            // One too many is never counted, not even for a moment in which a place gets free.
            if (before >= most) {
                return false;
            }
            if (counts.replace(key, before, before + 1)) {
                return true;
            }
        }
    }

    /** Counts one less. */
    public void remove(K one) {
        if (most > 0) {
            counts.computeIfPresent(counted.apply(one), (same, count) -> count == 1 ? null : count - 1);
        }
    }
}
