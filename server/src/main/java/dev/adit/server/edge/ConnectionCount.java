// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/** Counts connections by address. Thread-safe. */
public final class AddressCount {
    private final int most;
    private final ConcurrentHashMap<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    /**
     * Makes the count.
     *
     * @param most the most of one address; 0 means any number
     */
    public AddressCount(int most) {
        this.most = most;
    }

    /** Counts one more, unless that is one too many. */
    public boolean add(InetAddress address) {
        if (most == 0) {
            return true;
        }
        while (true) {
            Integer before = counts.putIfAbsent(address, 1);
            if (before == null) {
                return true;
            }
            // One too many is never counted, not even for a moment in which a place gets free.
            if (before >= most) {
                return false;
            }
            if (counts.replace(address, before, before + 1)) {
                return true;
            }
        }
    }

    /** One less. */
    public void remove(InetAddress address) {
        if (most > 0) {
            counts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        }
    }
}
