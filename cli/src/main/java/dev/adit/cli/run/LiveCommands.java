// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.agent.Agent;
import dev.adit.agent.AgentConfig;
import dev.adit.agent.AgentEnd;
import dev.adit.agent.AgentListener;
import dev.adit.cli.ExitCode;
import dev.adit.cli.Version;
import dev.adit.cli.log.Console;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.UsageException;
import dev.adit.cli.option.Verb;
import dev.adit.cli.plan.AgentPlanner;
import dev.adit.cli.plan.KeyPlan;
import dev.adit.cli.plan.ServerPlanner;
import dev.adit.cli.plan.Surroundings;
import java.time.Instant;
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
            case DEMO -> throw new UsageException("adit demo is not built yet");
            case KEY_CREATE -> keyCreate(operand, arguments);
            case VERSION -> version();
        };
    }

    private ExitCode agent(Verb verb, String target, Arguments arguments) {
        AgentCommand command = new AgentCommand(console, surroundings, LiveAgent::start, this::interrupts);
        return command.run(AgentPlanner.plan(verb, target, arguments, surroundings));
    }

    private ExitCode server(Arguments arguments) {
        ServerCommand command = new ServerCommand(
                console,
                config -> {
                    throw new UsageException(
                            "adit server is not built yet: " + config.edge().listen());
                },
                this::interrupts);
        return command.run(ServerPlanner.plan(arguments, surroundings));
    }

    private ExitCode keyCreate(String name, Arguments arguments) {
        KeyPlan plan = KeyPlan.of(name, arguments, surroundings, Instant.now());
        throw new UsageException("adit key create is not built yet: " + plan.name());
    }

    private ExitCode version() {
        console.result("adit " + Version.TEXT);
        return ExitCode.OK;
    }

    private void interrupts(Runnable first) {
        new Interrupts(first, Runtime.getRuntime()::halt).install();
    }

    /** The real agent behind the command's view of it. */
    private record LiveAgent(Agent agent, AgentConfig config) implements RunningAgent {
        static RunningAgent start(AgentConfig config, AgentListener listener) {
            Agent agent = Agent.builder(config)
                    .listener(listener)
                    .program("adit/" + Version.TEXT)
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
}
