// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything an agent needs to run: its server, its key, its tunnels, how to dial and when to give up. Immutable.
 *
 * <p>Without {@code exitOnDisconnect} the agent dials again for ever; with it, it ends once it has been without a
 * session for that long.
 */
public record AgentConfig(
        ServerAddress server,
        Optional<Secret> key,
        List<TunnelConfig> tunnels,
        DialConfig dial,
        AgentTimeouts timeouts,
        Optional<Duration> exitOnDisconnect) {
    public AgentConfig {
        tunnels = List.copyOf(tunnels);
        if (tunnels.isEmpty()) {
            throw new IllegalArgumentException("no tunnel is asked for; write adit http 3000");
        }
        if (!server.tls() && !server.isLoopback() && !dial.allowPlaintext()) {
            throw new IllegalArgumentException("--server " + server + " would be dialled in plain text;"
                    + " write https://" + server.host() + ", or add --allow-plaintext if you mean it");
        }
        if (dial.protocol().isPool()) {
            checkPool(server, tunnels.size(), dial.allowPlaintext());
        }
        if (exitOnDisconnect.isPresent() && exitOnDisconnect.get().isNegative()) {
            throw new IllegalArgumentException("--exit-on-disconnect is below zero; write 0s or 30s");
        }
        tunnels.forEach(tunnel -> checkFits(tunnel, dial.protocol()));
    }

    /** A config with every default beside the three things nobody can guess. */
    public static AgentConfig of(ServerAddress server, Optional<Secret> key, List<TunnelConfig> tunnels) {
        return new AgentConfig(server, key, tunnels, DialConfig.DEFAULT, AgentTimeouts.DEFAULT, Optional.empty());
    }

    public AgentConfig withTunnels(List<TunnelConfig> tunnels) {
        return new AgentConfig(server, key, tunnels, dial, timeouts, exitOnDisconnect);
    }

    public AgentConfig withDial(DialConfig dial) {
        return new AgentConfig(server, key, tunnels, dial, timeouts, exitOnDisconnect);
    }

    public AgentConfig withTimeouts(AgentTimeouts timeouts) {
        return new AgentConfig(server, key, tunnels, dial, timeouts, exitOnDisconnect);
    }

    public AgentConfig withExitOnDisconnect(Duration patience) {
        return new AgentConfig(server, key, tunnels, dial, timeouts, Optional.of(patience));
    }

    private static void checkFits(TunnelConfig tunnel, WireProtocol protocol) {
        if (protocol == WireProtocol.EXIO && tunnel.remotePort().isPresent()) {
            throw new IllegalArgumentException(
                    "--remote-port cannot be asked of an Exio server, it picks the port itself; leave it out");
        }
        if (protocol == WireProtocol.EXIO && !tunnel.visitors().access().isOpen()) {
            throw new IllegalArgumentException("--allow-cidr and --deny-cidr cannot be checked with --protocol exio:"
                    + " its servers do not tell who visits; leave them out");
        }
        if (protocol.isPool() && tunnel.kind() == TunnelKind.TCP) {
            throw new IllegalArgumentException("--protocol pool carries http only; leave it out for tcp");
        }
        VisitorRules visitors = tunnel.visitors();
        if (protocol.isPool() && !(visitors.allow().isEmpty() && visitors.deny().isEmpty())) {
            throw new IllegalArgumentException("--allow-cidr and --deny-cidr cannot be checked with --protocol pool:"
                    + " its servers do not tell who visits; leave them out");
        }
    }

    private static void checkPool(ServerAddress server, int tunnels, boolean allowPlaintext) {
        if (tunnels > 1) {
            throw new IllegalArgumentException(
                    "--protocol pool carries one tunnel per agent, " + tunnels + " are asked for; start one for each");
        }
        if (!server.isLoopback() && !allowPlaintext) {
            throw new IllegalArgumentException("the links of --protocol pool to " + server.host()
                    + " are in plain text, whatever the server's URL says;"
                    + " use another protocol, or add --allow-plaintext if you mean it");
        }
    }
}
