// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.ConnectRequest;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.WebSocketHandshake;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** One request for a session, and what its answer means. Immutable. */
record SessionRequest(AgentConfig config, ConnectRequest connect) {
    /** Who knows no such page is another program, or our server under a host name that is not its own. */
    private static final Set<Integer> NO_SERVERS = Set.of(200, 404, 405, 501);

    /** Asks for the tunnel by name, which only a server without adit.1 takes from here. */
    static SessionRequest of(AgentConfig config, TunnelState tunnel, RandomGenerator random) {
        List<String> protocols = switch (config.dial().protocol()) {
            case AUTO, ADIT -> List.of(WebSocketHandshake.ADIT_1);
            case EXIO, POOL, AETHERLINK, LOCALTUNNEL -> List.of();
        };
        ConnectRequest connect = new ConnectRequest(
                config.server().authority(),
                "",
                tunnel.name(),
                tunnel.config().kind(),
                config.key(),
                protocols,
                WebSocketHandshake.freshKey(random));
        return new SessionRequest(config, connect);
    }

    String render() {
        return connect.render();
    }

    /** Why the answer gives no session; empty when it does. */
    Optional<Verdict> verdict(HttpAnswer answer, List<TunnelState> tunnels, Standing standing) {
        if (answer.status() != 101) {
            Verdict verdict = DialVerdicts.of(
                    answer, connect.kind(), config.key().isPresent(), standing.wasEverReady(), standing.outage());
            return Optional.of(
                    NO_SERVERS.contains(answer.status())
                            ? verdict.withHint("agents are not served there, so check host and port of --server")
                            : verdict);
        }
        Optional<Verdict> wrong = WebSocketHandshake.checkSwitch(answer, connect.webSocketKey(), connect.protocols())
                .map(why -> new Verdict.Retry(why, Optional.empty()));
        if (wrong.isPresent() || speaksAdit(answer)) {
            return wrong;
        }
        return ExioMode.misfit(config, tunnels).map(end -> new Verdict.Final(end.code(), end.message()));
    }

    /** Whether a server that gives a session gives one in adit.1. */
    static boolean speaksAdit(HttpAnswer answer) {
        return answer.first("Sec-WebSocket-Protocol").isPresent();
    }
}
