// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.wire.HostPort;

/** An inclusive range of ports, from {@code A-B} or {@code A}. Immutable. */
public record PortRange(int first, int last) {
    public PortRange {
        if (first < 1 || last > 65_535 || first > last) {
            throw new IllegalArgumentException(
                    "'" + first + "-" + last + "' is not a port range; write A-B with 1 <= A <= B <= 65535");
        }
    }

    public static PortRange parse(String text) {
        int dash = text.indexOf('-');
        try {
            int first = HostPort.port(dash < 0 ? text : text.substring(0, dash));
            return new PortRange(first, dash < 0 ? first : HostPort.port(text.substring(dash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a port range; write A-B with 1 <= A <= B <= 65535", e);
        }
    }

    public boolean contains(int port) {
        return port >= first && port <= last;
    }

    public int size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
