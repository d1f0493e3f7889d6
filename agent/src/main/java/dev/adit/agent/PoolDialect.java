// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.HostPort;
import dev.adit.wire.PoolGrant;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Whose pool protocol a server speaks. They register alike; the links differ. Immutable.
 *
 * <p>AetherLink's links all go to one port, 62322 unless the operator chose another, and begin with the tunnel's name
 * and the token, a line each. localtunnel's go to a port that the tunnel has for itself and begin with nothing.
 */
enum PoolDialect {
    AETHERLINK,
    LOCALTUNNEL;

    private static final int AETHERLINK_PORT = 62_322;

    /** The one asked for, else the one that the answer looks like. */
    static PoolDialect of(WireProtocol asked, PoolGrant grant) {
        return switch (asked) {
            case AETHERLINK -> AETHERLINK;
            case LOCALTUNNEL -> LOCALTUNNEL;
            case AUTO, ADIT, EXIO, POOL ->
                switch (grant.signs()) {
                    case AETHERLINK -> AETHERLINK;
                    case LOCALTUNNEL -> LOCALTUNNEL;
                    case NONE -> grant.port() == AETHERLINK_PORT ? AETHERLINK : LOCALTUNNEL;
                };
        };
    }

    /** What a link says first. */
    String greeting(PoolGrant grant) {
        return switch (this) {
            case AETHERLINK ->
                grant.name() + "\n"
                        + grant.token().map(token -> token.reveal() + "\n").orElse("");
            case LOCALTUNNEL -> "";
        };
    }

    /** Where links go: the server's host, or the node that a localtunnel server names. */
    HostPort destination(ServerAddress server, PoolGrant grant) {
        String host = this == LOCALTUNNEL
                ? grant.address().filter(address -> mayDial(server, address)).orElse(server.host())
                : server.host();
        return new HostPort(host, grant.port());
    }

    /** A server may send its agent to the internet, and not to what only the agent can reach. */
    private static boolean mayDial(ServerAddress server, String address) {
        return literal(address)
                .map(ip -> ip.isLoopbackAddress() ? server.isLoopback() : !isPrivate(ip))
                .orElse(false);
    }

    private static Optional<InetAddress> literal(String address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException ignored) { // a name, or nonsense: not followed
            return Optional.empty();
        }
    }

    private static boolean isPrivate(InetAddress ip) {
        boolean uniqueLocal = ip.getAddress().length == 16 && (ip.getAddress()[0] & 0xFE) == 0xFC;
        return uniqueLocal
                || ip.isAnyLocalAddress()
                || ip.isLinkLocalAddress()
                || ip.isSiteLocalAddress()
                || ip.isMulticastAddress();
    }
}
