// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.agent.AgentConfig;
import dev.adit.agent.AgentTimeouts;
import dev.adit.agent.DialConfig;
import dev.adit.agent.ProxySettings;
import dev.adit.agent.ServerAddress;
import dev.adit.agent.TunnelConfig;
import dev.adit.agent.WireProtocol;
import dev.adit.cli.file.AuthorityFile;
import dev.adit.cli.option.AgentOptions;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.CommonOptions;
import dev.adit.cli.option.FileKeys;
import dev.adit.cli.option.LogLevel;
import dev.adit.cli.option.OptionTable;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.Source;
import dev.adit.cli.option.UsageException;
import dev.adit.cli.option.Verb;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the plan of {@code adit http} and {@code adit tcp} out of flags, environment and files. Confined to one plan. */
public final class AgentPlanner {
    private final Surroundings surroundings;
    private final FileKeys file;
    private final Settings settings;
    private final ExioFallback exio;
    private final List<String> notices = new ArrayList<>();

    private AgentPlanner(Verb verb, Arguments arguments, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.file = ConfigFinder.agent(arguments.flags(), surroundings);
        this.settings =
                Settings.resolve(OptionTable.of(verb), arguments.flags(), surroundings.environment(), file.top());
        this.exio = new ExioFallback(surroundings);
    }

    /**
     * The plan of one tunnel.
     *
     * @throws UsageException when anything is wrong, with its source
     */
    public static AgentPlan plan(Verb verb, String target, Arguments arguments, Surroundings surroundings) {
        AgentPlanner planner = new AgentPlanner(verb, arguments, surroundings);
        planner.notices.addAll(Notices.ofShownCredentials(arguments));
        return planner.plan(verb == Verb.TCP ? TunnelKind.TCP : TunnelKind.HTTP, target);
    }

    private AgentPlan plan(TunnelKind kind, String target) {
        file.tunnels().forEach((label, keys) -> TunnelSettings.check(label, keys));
        notices.addAll(Notices.ofLaterOptions(settings));
        notices.addAll(Notices.ofExposedFile(file, AgentOptions.KEY));
        TunnelConfig tunnel = TunnelSettings.tunnel(kind, target, settings);
        AgentConfig agent = agent(tunnel);
        notices.addAll(IdleOptions.ofAgent(settings, agent));
        notices.addAll(Notices.ofPool(agent));
        return new AgentPlan(agent, settings.one(AgentOptions.INSPECT), console(settings), notices);
    }

    private AgentConfig agent(TunnelConfig tunnel) {
        ExioFallback.Found<ServerAddress> server = server();
        Optional<Secret> key = key(server.source());
        TunnelConfig named = named(tunnel);
        DialConfig dial = settings.built(this::dial);
        return settings.built(() -> new AgentConfig(
                server.value(),
                key,
                List.of(named),
                dial,
                AgentTimeouts.DEFAULT,
                settings.maybe(AgentOptions.EXIT_ON_DISCONNECT)));
    }

    private ExioFallback.Found<ServerAddress> server() {
        Optional<ServerAddress> own = settings.maybe(AgentOptions.SERVER);
        if (own.isPresent()) {
            return new ExioFallback.Found<>(own.get(), settings.source(AgentOptions.SERVER));
        }
        ExioFallback.Found<ServerAddress> found = exio.server()
                .orElseThrow(() -> new UsageException("no server is named; write --server https://tunnel.example.com,"
                        + " set ADIT_SERVER or put server: into adit.yaml"));
        notices.add("using Exio's setting of " + found.source() + ": server " + found.value());
        return found;
    }

    /**
     * The name in Exio's file is that of the tunnel at its server: elsewhere it may be somebody's, or not allowed. A
     * TCP tunnel shows its name nowhere, and would take it from the HTTP tunnel that runs beside it.
     */
    private TunnelConfig named(TunnelConfig tunnel) {
        boolean wanted = tunnel.kind() == TunnelKind.HTTP
                && tunnel.name().isEmpty()
                && settings.maybe(AgentOptions.SERVER).isEmpty();
        Optional<ExioFallback.Found<TunnelName>> found = wanted ? exio.name() : Optional.empty();
        found.ifPresent(name -> notices.add("using Exio's setting of " + name.source() + ": name " + name.value()));
        return found.map(name -> tunnel.withName(name.value())).orElse(tunnel);
    }

    private Optional<Secret> key(Source server) {
        KeyChoice own = KeyChoice.of(settings);
        KeyChoice choice = own.key().isPresent() ? own : exioKey();
        choice.refuseTheft(server);
        if (choice.source() instanceof Source.Flag && settings.source(AgentOptions.KEY) instanceof Source.Flag) {
            notices.add("--key can be seen by others on this machine; use ADIT_KEY or --key-file");
        }
        return choice.key();
    }

    private KeyChoice exioKey() {
        Optional<ExioFallback.Found<Secret>> found = exio.key();
        found.ifPresent(key -> {
            notices.add("using Exio's setting of " + key.source() + ": the key");
            notices.addAll(Notices.ofExposedSource(key.source()));
        });
        return found.map(key -> new KeyChoice(Optional.of(key.value()), key.source()))
                .orElseGet(() -> new KeyChoice(Optional.empty(), new Source.Default()));
    }

    private DialConfig dial() {
        WireProtocol protocol = settings.maybe(AgentOptions.PROTOCOL).orElse(WireProtocol.AUTO);
        Optional<Path> authorities = settings.maybe(AgentOptions.CA_FILE);
        authorities.ifPresent(this::checkAuthorities);
        return new DialConfig(
                protocol,
                settings.one(AgentOptions.LINKS),
                settings.one(AgentOptions.ALLOW_PLAINTEXT),
                authorities,
                ProxySettings.fromEnvironment(surroundings.environment()),
                settings.one(AgentOptions.PING_INTERVAL));
    }

    private void checkAuthorities(Path file) {
        try {
            AuthorityFile.check(file);
        } catch (IllegalArgumentException e) {
            throw UsageException.at(settings.source(AgentOptions.CA_FILE), String.valueOf(e.getMessage()));
        }
    }

    private ConsolePlan console(Settings settings) {
        boolean quiet = settings.one(AgentOptions.QUIET);
        LogLevel level = settings.one(CommonOptions.AGENT_LOG_LEVEL);
        LogPlan log = new LogPlan(
                quiet && level.compareTo(LogLevel.WARN) > 0 ? LogLevel.WARN : level,
                settings.one(CommonOptions.AGENT_LOG_FORMAT));
        return new ConsolePlan(
                settings.one(AgentOptions.JSON),
                wantsColor(settings, surroundings.environment()),
                settings.one(AgentOptions.QR),
                settings.one(AgentOptions.COPY),
                settings.one(AgentOptions.OPEN),
                log);
    }

    /** NO_COLOR counts when it is there and not empty, whatever it says (no-color.org). */
    private static boolean wantsColor(Settings settings, Map<String, String> environment) {
        return !settings.one(AgentOptions.NO_COLOR)
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }
}
