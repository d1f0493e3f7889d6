// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import dev.adit.server.Anonymous;
import dev.adit.server.ServerConfig;
import dev.adit.server.registry.Registry;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.tcp.TcpPorts;
import dev.adit.wire.Sessions;
import dev.adit.wire.TunnelKind;
import java.security.SecureRandom;

/**
 * What every agent session of a server works with. Immutable; its parts are thread-safe.
 *
 * @param adit limits of sessions that speak adit.1
 * @param exio limits of sessions with an Exio agent
 * @param instance 16 hexadecimal digits, new per process
 */
public record Neighbours(
        ServerConfig config,
        Clock clock,
        Registry registry,
        TcpPorts ports,
        PublicUrls urls,
        LiveSessions live,
        AnonymousRegistrations registrations,
        Sessions adit,
        Sessions exio,
        SecureRandom random,
        String instance) {
    Anonymous anonymous() {
        return config.access().anonymous();
    }

    /** The session serves the tunnel no more. */
    void giveUp(Tunnel tunnel) {
        registry.release(tunnel);
        closePort(tunnel);
    }

    /** Another session has the name now; the port goes with it, if that serves TCP too. */
    void lost(Tunnel tunnel) {
        boolean inherited =
                registry.route(tunnel.name().value()) instanceof Tunnel next && next.kind() == TunnelKind.TCP;
        if (!inherited) {
            closePort(tunnel);
        }
    }

    private void closePort(Tunnel tunnel) {
        if (tunnel.kind() == TunnelKind.TCP) {
            ports.close(tunnel);
        }
    }
}
