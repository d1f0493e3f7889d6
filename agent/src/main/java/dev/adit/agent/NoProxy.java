// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.Cidr;
import dev.adit.wire.HostPort;
import java.net.InetAddress;

/** One entry of {@code NO_PROXY}: hosts that are dialled directly. Immutable. */
public sealed interface NoProxy {
    /** {@code *}: every host. */
    record Everything() implements NoProxy {}

    /** A domain and everything below it, at any port or at one. */
    record Domain(String name, int port) implements NoProxy {}

    /** Hosts given as addresses in a block. */
    record Block(Cidr block) implements NoProxy {}

    /** Whether a host is dialled directly; names are not resolved for this. */
    default boolean covers(HostPort server) {
        return switch (this) {
            case Everything _ -> true;
            case Domain domain -> coversName(domain, server);
            case Block block ->
                isLiteral(server.host()) && block.block().contains(InetAddress.ofLiteral(server.host()));
        };
    }

    private static boolean coversName(Domain domain, HostPort server) {
        boolean name = server.host().equals(domain.name()) || server.host().endsWith("." + domain.name());
        return name && (domain.port() < 0 || domain.port() == server.port());
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }
}
