// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.agent.AgentConfig;
import dev.adit.cli.option.AgentOptions;
import dev.adit.cli.option.BoundOptions;
import dev.adit.cli.option.Option;
import dev.adit.cli.option.ServerOptions;
import dev.adit.cli.option.Settings;
import dev.adit.server.Anonymous;
import dev.adit.server.ServerConfig;
import java.util.List;
import java.util.stream.Stream;

/** Options that do nothing alone: a line for each that was given without what it needs. Stateless. */
final class IdleOptions {
    private static final List<Option<?>> OF_ANONYMOUS =
            List.of(BoundOptions.ANONYMOUS_TUNNELS, BoundOptions.ANONYMOUS_REGISTRATIONS);

    private static final List<Option<?>> OF_TCP = List.of(BoundOptions.CONNECTIONS_PER_TUNNEL);

    private static final List<Option<?>> OF_POOL = List.of(
            BoundOptions.POOL_LINKS,
            BoundOptions.POOL_WAITING,
            BoundOptions.POOL_LINES,
            BoundOptions.POOL_AWAY,
            BoundOptions.POOL_BUSY,
            BoundOptions.POOL_HOLD);

    private static final String POOL = "--pool-listen or --pool-ports";

    private IdleOptions() {}

    static List<String> ofServer(Settings settings, ServerConfig server) {
        Anonymous anonymous = server.access().anonymous();
        boolean tcp = server.access().tcpPorts().isPresent();
        boolean pool = server.pool().isOn();
        return Stream.of(
                        without("--allow-anonymous", anonymous != Anonymous.OFF, settings, OF_ANONYMOUS),
                        without("--tcp-ports", tcp, settings, OF_TCP),
                        without(POOL, pool, settings, OF_POOL),
                        without(
                                POOL,
                                pool || anonymous != Anonymous.POOL,
                                settings,
                                List.of(ServerOptions.ALLOW_ANONYMOUS)))
                .flatMap(List::stream)
                .toList();
    }

    static List<String> ofAgent(Settings settings, AgentConfig agent) {
        return Stream.of(
                        without(
                                "--protocol pool",
                                agent.dial().protocol().isPool(),
                                settings,
                                List.of(AgentOptions.LINKS)),
                        without(
                                "an https:// server; " + agent.server() + " is dialled without TLS",
                                agent.server().tls(),
                                settings,
                                List.of(AgentOptions.CA_FILE)))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> without(String needed, boolean isThere, Settings settings, List<Option<?>> options) {
        return isThere
                ? List.of()
                : options.stream()
                        .filter(settings::isGiven)
                        .map(option -> settings.told(option) + " has no effect without " + needed)
                        .toList();
    }
}
