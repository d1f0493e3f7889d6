// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.agent.Agent;
import dev.adit.agent.AgentConfig;
import dev.adit.agent.AgentEnd;
import dev.adit.agent.AgentListener;
import dev.adit.cli.ExitCode;
import dev.adit.cli.log.Console;
import dev.adit.cli.log.ServerLog;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.Verb;
import dev.adit.cli.plan.AgentPlanner;
import dev.adit.cli.plan.DemoPlan;
import dev.adit.cli.plan.KeyPlan;
import dev.adit.cli.plan.ServerPlan;
import dev.adit.cli.plan.ServerPlanner;
import dev.adit.cli.plan.Surroundings;
import dev.adit.server.Server;
import dev.adit.server.ServerConfig;
import dev.adit.wire.ProgramVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The commands wired to the rooms: the one page on which each process is put together. Immutable. */
public final class LiveCommands implements Program.Commands {
    private final Console console;
    private final Surroundings surroundings;

    public LiveCommands(Console console, Surroundings surroundings) {
        this.console = console;
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode run(Verb verb, String operand, Arguments arguments) {
        return switch (verb) {
            case HTTP, TCP -> agent(verb, operand, arguments);
            case SERVER -> server(arguments);
            case DEMO -> demo(arguments);
            case KEY_CREATE -> keyCreate(operand, arguments);
            case VERSION -> version();
        };
    }

    private ExitCode agent(Verb verb, String target, Arguments arguments) {
        AgentCommand command = new AgentCommand(console, surroundings, LiveAgent::start, this::interruptsOfTerminal);
        return command.run(AgentPlanner.plan(verb, target, arguments, surroundings));
    }

    private ExitCode server(Arguments arguments) {
        ServerPlan plan = ServerPlanner.plan(arguments, surroundings);
        ServerLog.install(console, plan.log().level(), plan.log().format());
        return new ServerCommand(console, LiveServer::start, this::interrupts, new FirstKey(console, isTerminal()))
                .run(plan);
    }

    private ExitCode demo(Arguments arguments) {
        DemoPlan plan = DemoPlan.of(arguments, surroundings);
        ServerLog.install(console, plan.log().level(), plan.log().format());
        return new DemoCommand(console, LiveServer::start, LiveAgent::start, this::interruptsOfTerminal).run(plan);
    }

    private ExitCode keyCreate(String name, Arguments arguments) {
        return new KeyCommand(console).run(KeyPlan.of(name, arguments, surroundings, Instant.now()));
    }

    private ExitCode version() {
        console.result("adit " + ProgramVersion.TEXT);
        return Program.told(console);
    }

    @SuppressWarnings("SystemConsoleNull") // It is null in an image without jdk.internal.le, which is what we ship.
    private static boolean isTerminal() {
        java.io.Console terminal = System.console();
        return terminal != null && terminal.isTerminal();
    }

    private void interrupts(Runnable first) {
        new Interrupts(first, Runtime.getRuntime()::halt).installForService();
    }

    private void interruptsOfTerminal(Runnable first) {
        new Interrupts(first, Runtime.getRuntime()::halt).installForTerminal();
    }

    /** The real agent behind the command's view of it. */
    private record LiveAgent(Agent agent, AgentConfig config) implements RunningAgent {
        static RunningAgent start(AgentConfig config, AgentListener listener) {
            Agent agent = Agent.builder(config)
                    .listener(listener)
                    .program(ProgramVersion.PROGRAM)
                    .start();
            return new LiveAgent(agent, config);
        }

        @Override
        public CompletionStage<AgentEnd> ended() {
            return agent.ended();
        }

        @Override
        public void drain() {
            agent.drain(config.timeouts().drain());
        }
    }

    /** The real server behind the command's view of it. */
    private record LiveServer(Server server, List<InetSocketAddress> addresses) implements RunningServer {
        static RunningServer start(ServerConfig config) throws IOException {
            Server server = new Server(config);
            return new LiveServer(server, server.start());
        }

        @Override
        public Optional<InetSocketAddress> poolAddress() {
            return server.poolAddress();
        }

        @Override
        public void drain(Duration time) {
            server.drain(time);
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
