// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.agent.AgentConfig;
import dev.adit.agent.AgentEnd;
import dev.adit.agent.TunnelConfig;
import dev.adit.cli.ExitCode;
import dev.adit.cli.log.AgentLog;
import dev.adit.cli.log.Console;
import dev.adit.cli.log.NettyLogFactory;
import dev.adit.cli.option.LogLevel;
import dev.adit.cli.plan.AgentPlan;
import dev.adit.cli.plan.LogPlan;
import dev.adit.cli.plan.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** {@code adit http} and {@code adit tcp}: runs one agent until it ends. Confined to the thread that runs it. */
public final class AgentCommand {
    private final Console console;
    private final Surroundings surroundings;
    private final RunningAgent.Starter starter;
    private final Consumer<Runnable> interrupts;

    AgentCommand(
            Console console, Surroundings surroundings, RunningAgent.Starter starter, Consumer<Runnable> interrupts) {
        this.console = console;
        this.surroundings = surroundings;
        this.starter = starter;
        this.interrupts = interrupts;
    }

    /** Runs until the agent ends; the code says how it did. */
    ExitCode run(AgentPlan plan) {
        console.tellLostResults("stdout does not take the tunnel's address: its disk is full, or nobody reads it;"
                + " the agent runs on");
        plan.notices().forEach(console::notice);
        AgentLog log = log(console, plan.console().log());
        AgentConsole listener = new AgentConsole(console, log, plan.console().json(), downService());
        RunningAgent agent = starter.start(named(plan.agent()), listener);
        interrupts.accept(() -> {
            console.notice("draining; a second signal ends at once");
            agent.drain();
        });
        return code(agent.ended().toCompletableFuture().join());
    }

    /** The logger of an agent, which Netty gets too; nothing of Netty may be loaded before. */
    static AgentLog log(Console console, LogPlan plan) {
        AgentLog log = new AgentLog(console, InstantSource.system(), plan.level(), plan.format());
        LogLevel warnings = plan.level() == LogLevel.ERROR ? LogLevel.ERROR : LogLevel.WARN;
        NettyLogFactory.install(log, new AgentLog(console, InstantSource.system(), warnings, plan.format()));
        return log;
    }

    private ExitCode code(AgentEnd end) {
        return switch (end.cause()) {
            case CLOSED -> ExitCode.OK;
            case REFUSED -> told(ExitCode.REFUSED, "refused by the server: " + end.code() + " " + end.message());
            case REPLACED -> told(ExitCode.REFUSED, "replaced by a newer session: " + end.message());
            case DISCONNECTED -> told(ExitCode.FAILED, "the server is lost: " + end.message());
        };
    }

    private ExitCode told(ExitCode code, String message) {
        console.notice(message);
        return code;
    }

    /** A server of the pool protocol makes names up itself, and may not take one of ours. */
    private AgentConfig named(AgentConfig config) {
        if (config.dial().protocol().isPool()) {
            return config;
        }
        StableNames names = new StableNames(
                surroundings.userFolder("XDG_STATE_HOME", ".local/state").resolve("adit"),
                new SecureRandom(),
                console::notice);
        List<TunnelConfig> tunnels = config.tunnels().stream()
                .map(tunnel -> tunnel.name().isPresent()
                        ? tunnel
                        : tunnel.withName(names.name(config.server(), config.key(), tunnel.target())))
                .toList();
        return config.withTunnels(tunnels);
    }

    private DownService downService() {
        boolean inContainer = Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv"));
        return new DownService(console, () -> ListeningPorts.read(Path.of("/proc/net")), inContainer);
    }
}
