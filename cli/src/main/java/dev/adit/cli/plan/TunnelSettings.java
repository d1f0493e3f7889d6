// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.agent.LocalService;
import dev.adit.agent.Target;
import dev.adit.agent.TunnelConfig;
import dev.adit.agent.VisitorRules;
import dev.adit.cli.option.AgentOptions;
import dev.adit.cli.option.FileOptions;
import dev.adit.cli.option.FileScope;
import dev.adit.cli.option.Given;
import dev.adit.cli.option.Option;
import dev.adit.cli.option.OptionTable;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.UsageException;
import dev.adit.wire.TunnelKind;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Makes a {@link TunnelConfig} out of the settings of one tunnel. Stateless. */
final class TunnelSettings {
    private TunnelSettings() {}

    static TunnelConfig tunnel(TunnelKind kind, String target, Settings settings) {
        Target parsed = settings.built(() -> Target.parse(kind, target));
        return settings.built(() -> new TunnelConfig(
                kind,
                parsed,
                settings.maybe(AgentOptions.NAME),
                settings.maybe(AgentOptions.REMOTE_PORT).map(OptionalInt::of).orElse(OptionalInt.empty()),
                service(settings),
                visitors(settings)));
    }

    /** Reads a tunnel of a file that this run does not use: a wrong value is an error all the same. */
    static void check(String label, Map<Option<?>, List<Given>> keys) {
        List<Option<?>> options = Stream.concat(
                        Stream.of(FileOptions.TYPE, FileOptions.TARGET), OptionTable.in(FileScope.TUNNEL).stream())
                .toList();
        Settings settings = Settings.resolve(options, Map.of(), Map.of(), keys);
        try {
            tunnel(settings.one(FileOptions.TYPE), settings.one(FileOptions.TARGET), settings);
        } catch (UsageException e) {
            throw UsageException.at(settings.source(FileOptions.TARGET), "tunnel '" + label + "': " + e.getMessage());
        }
    }

    private static LocalService service(Settings settings) {
        return new LocalService(
                settings.one(AgentOptions.HOST_HEADER),
                settings.one(AgentOptions.INSECURE_TARGET),
                settings.maybe(AgentOptions.PROXY_PROTOCOL));
    }

    private static VisitorRules visitors(Settings settings) {
        return new VisitorRules(
                settings.all(AgentOptions.ALLOW_CIDR),
                settings.all(AgentOptions.DENY_CIDR),
                settings.all(AgentOptions.BASIC_AUTH).stream()
                        .flatMap(List::stream)
                        .toList());
    }
}
