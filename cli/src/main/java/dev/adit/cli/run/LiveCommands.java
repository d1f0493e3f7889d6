package dev.adit.cli.run;

import dev.adit.cli.ExitCode;
import dev.adit.cli.log.Console;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.Verb;
import dev.adit.cli.plan.AgentPlanner;
import dev.adit.cli.plan.KeyPlan;
import dev.adit.cli.plan.ServerPlanner;
import dev.adit.cli.plan.Surroundings;
import java.time.Instant;

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
}
