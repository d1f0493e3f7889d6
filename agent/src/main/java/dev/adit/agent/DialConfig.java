// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How an agent reaches its server. Immutable. */
public record DialConfig(
        WireProtocol protocol,
        int poolLinks,
        boolean allowPlaintext,
        Optional<Path> caFile,
        ProxySettings proxy,
        Duration pingInterval) {
    /** adit.1 or Exio by direct dial, ten pool links, plain text to loopback only, a ping each 10 s. */
    public static final DialConfig DEFAULT =
            new DialConfig(WireProtocol.AUTO, 10, false, Optional.empty(), ProxySettings.NONE, Duration.ofSeconds(10));

    /** Servers take ten as a rule; more than this would only hold sockets. */
    private static final int MOST_POOL_LINKS = 64;

    public DialConfig {
        if (poolLinks < 1 || poolLinks > MOST_POOL_LINKS) {
            throw new IllegalArgumentException("--links " + poolLinks + " is outside 1 to " + MOST_POOL_LINKS);
        }
        if (pingInterval.compareTo(Duration.ofMillis(100)) < 0 || pingInterval.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "--ping-interval " + pingInterval.toMillis() + "ms is outside 100ms to 10m; write 10s");
        }
    }

    public DialConfig withProtocol(WireProtocol protocol) {
        return new DialConfig(protocol, poolLinks, allowPlaintext, caFile, proxy, pingInterval);
    }

    public DialConfig withPoolLinks(int links) {
        return new DialConfig(protocol, links, allowPlaintext, caFile, proxy, pingInterval);
    }

    public DialConfig withAllowPlaintext(boolean allowed) {
        return new DialConfig(protocol, poolLinks, allowed, caFile, proxy, pingInterval);
    }

    public DialConfig withProxy(ProxySettings proxy) {
        return new DialConfig(protocol, poolLinks, allowPlaintext, caFile, proxy, pingInterval);
    }

    public DialConfig withPingInterval(Duration interval) {
        return new DialConfig(protocol, poolLinks, allowPlaintext, caFile, proxy, interval);
    }
}
