// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.wire.HostPort;
import java.util.stream.IntStream;

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

    /** All ports, each once: from one that the seed picks, always the same, to the last, then from the first. */
    public IntStream from(int seed) {
        int start = Math.floorMod(seed, size());
        return IntStream.range(0, size()).map(step -> first + (start + step) % size());
    }

    public int size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
