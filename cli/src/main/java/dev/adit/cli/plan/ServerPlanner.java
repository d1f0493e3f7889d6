// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.CommonOptions;
import dev.adit.cli.option.FileKeys;
import dev.adit.cli.option.Option;
import dev.adit.cli.option.OptionTable;
import dev.adit.cli.option.ServerOptions;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.UsageException;
import dev.adit.cli.option.Verb;
import dev.adit.server.AccessConfig;
import dev.adit.server.Anonymous;
import dev.adit.server.EdgeConfig;
import dev.adit.server.PoolConfig;
import dev.adit.server.Routing;
import dev.adit.server.ServerConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the plan of {@code adit server} out of flags, environment and the file. Stateless. */
public final class ServerPlanner {
    private ServerPlanner() {}

    /** The plan; a usage exception names the source of what is wrong. */
    public static ServerPlan plan(Arguments arguments, Surroundings surroundings) {
        FileKeys file = ConfigFinder.server(arguments.flags(), surroundings);
        List<Option<?>> options = Stream.concat(
                        OptionTable.of(Verb.SERVER).stream(), Stream.of(ServerOptions.BOOTSTRAP_KEY))
                .toList();
        Settings settings = Settings.resolve(options, arguments.flags(), surroundings.environment(), file.top());
        LogPlan log = new LogPlan(
                settings.one(CommonOptions.SERVER_LOG_LEVEL), settings.one(CommonOptions.SERVER_LOG_FORMAT));
        ServerConfig config = config(settings);
        List<String> notices = Stream.of(
                        Notices.ofLaterOptions(settings),
                        IdleOptions.ofServer(settings, config),
                        Notices.ofRouting(config.edge().routing()))
                .flatMap(List::stream)
                .toList();
        return new ServerPlan(config, log, notices);
    }

    private static ServerConfig config(Settings settings) {
        EdgeConfig edge = settings.built(() -> edge(settings));
        AccessConfig access = access(settings);
        PoolConfig pool = settings.built(() -> pool(settings));
        return settings.built(() -> new ServerConfig(
                edge,
                access,
                pool,
                settings.maybe(ServerOptions.ADMIN),
                DataFolder.of(settings),
                BoundSettings.limits(settings),
                BoundSettings.timeouts(settings)));
    }

    private static EdgeConfig edge(Settings settings) {
        Optional<String> domain = settings.maybe(ServerOptions.DOMAIN);
        Routing usual = domain.isPresent() ? Routing.SUBDOMAIN : Routing.PATH;
        return new EdgeConfig(
                settings.all(ServerOptions.LISTEN),
                domain,
                settings.maybe(ServerOptions.ROUTING).orElse(usual),
                settings.maybe(ServerOptions.PUBLIC_URL),
                settings.all(ServerOptions.TRUSTED_PROXY),
                settings.one(ServerOptions.ACCEPT_PROXY_PROTOCOL));
    }

    /** What it refuses is the bootstrap key, for which there is no flag that a message could name. */
    private static AccessConfig access(Settings settings) {
        try {
            return new AccessConfig(
                    settings.maybe(ServerOptions.ALLOW_ANONYMOUS).orElse(Anonymous.OFF),
                    settings.maybe(ServerOptions.BOOTSTRAP_KEY),
                    settings.maybe(ServerOptions.TCP_PORTS));
        } catch (IllegalArgumentException e) {
            throw UsageException.at(settings.source(ServerOptions.BOOTSTRAP_KEY), String.valueOf(e.getMessage()));
        }
    }

    private static PoolConfig pool(Settings settings) {
        return new PoolConfig(
                settings.maybe(ServerOptions.POOL_LISTEN),
                settings.maybe(ServerOptions.POOL_PORTS),
                settings.one(ServerOptions.POOL_RANDOM_NAME),
                settings.one(ServerOptions.POOL_QUERY_KEY),
                BoundSettings.pool(settings));
    }
}
