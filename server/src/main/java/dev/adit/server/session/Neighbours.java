// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.server.Anonymous;
import dev.adit.server.ServerConfig;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.refusal.Surface;
import dev.adit.server.registry.Registry;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.tcp.TcpPorts;
import dev.adit.wire.Sessions;
import dev.adit.wire.TunnelKind;
import dev.adit.yamux.SessionEnd;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every agent session of a server works with. Immutable; its parts are thread-safe.
 *
 * @param adit limits of sessions that speak adit.1
 * @param exio limits of sessions with an Exio agent
 * @param refusals told of what is refused
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
        RefusalLog refusals,
        String instance) {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

    Anonymous anonymous() {
        return config.access().anonymous();
    }

    /** Tells the log of a session's end; one whose agent broke the protocol was refused. */
    void tellEnd(String id, String address, SessionEnd end) {
        if (end.cause() == SessionEnd.Cause.PEER_VIOLATION) {
            refusals.log(Refusal.refused(Surface.SESSION, ErrorCode.AGENT_VIOLATION, address, id, end.detail()));
        } else {
            LOG.info("session {} ended: {} {}", id, end.cause(), end.detail());
        }
    }

    /** The session serves the tunnel no more. */
    void giveUp(Tunnel tunnel) {
        registry.release(tunnel);
        closePort(tunnel);
    }

    /** The session serves the tunnel no more and nobody may have the name back before others: it is free. */
    void free(Tunnel tunnel) {
        registry.free(tunnel);
        if (tunnel.kind() == TunnelKind.TCP) {
            ports.free(tunnel);
        }
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
