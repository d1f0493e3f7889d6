// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.time.Duration;

/**
 * The deadlines of an agent: reaching its local service, one dial of the server with its handshake, letting exchanges
 * end when it drains. Immutable.
 */
public record AgentTimeouts(Duration localConnect, Duration dial, Duration drain) {
    /** 5 s by the limits list (AG rows); 10 s as the server's own hello and drain deadlines. */
    public static final AgentTimeouts DEFAULT =
            new AgentTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));

    public AgentTimeouts {
        positive(localConnect, "local connect");
        positive(dial, "dial");
        positive(drain, "drain");
    }

    private static void positive(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("the " + name + " timeout " + value + " is not above zero");
        }
    }
}
