// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connected links of one pool by what they do: idle, leased to an exchange, or upgraded and out of the pool. Confined
 * to the pool's event loop.
 */
final class LinkSet {
    /** Idle and leased ones. */
    private final Set<PoolLink> pooled = new HashSet<>();
    /** In the order in which they became idle, so that all are used in turn. */
    private final ArrayDeque<PoolLink> idle = new ArrayDeque<>();

    private final Set<PoolLink> upgraded = new HashSet<>(0);

    /** How many serve exchanges, now or soon. */
    int pooled() {
        return pooled.size();
    }

    /** How many are connected. */
    int connected() {
        return pooled.size() + upgraded.size();
    }

    boolean anyIdle() {
        return !idle.isEmpty();
    }

    boolean isPooled(PoolLink link) {
        return pooled.contains(link);
    }

    /** A new one, which is not idle yet. */
    void add(PoolLink link) {
        pooled.add(link);
    }

    void addIdle(PoolLink link) {
        idle.add(link);
    }

    /** The link idle for longest, which is so no more; null when there is none. */
    @Nullable
    PoolLink takeIdle() {
        return idle.poll();
    }

    /** Makes an idle link one that is not; false when it was not, for it may have gone. */
    boolean takeIdle(PoolLink link) {
        return idle.remove(link);
    }

    /** A leased link carries another protocol from now on. */
    void upgrade(PoolLink link) {
        upgraded.add(link);
    }

    /** The link serves exchanges no more; returns whether it did until now. */
    boolean unpool(PoolLink link) {
        idle.remove(link);
        return pooled.remove(link);
    }

    /** An upgraded link is gone. */
    void removeUpgraded(PoolLink link) {
        upgraded.remove(link);
    }

    List<PoolLink> idle() {
        return List.copyOf(idle);
    }

    /** Closes what is connected, through the channels: whoever has a link is to hear of it. */
    void closeAll() {
        List.copyOf(pooled).forEach(link -> link.socket().channel().close());
        List.copyOf(upgraded).forEach(link -> link.socket().channel().close());
    }
}
