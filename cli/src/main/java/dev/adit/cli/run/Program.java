// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.cli.ExitCode;
import dev.adit.cli.log.Console;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.Help;
import dev.adit.cli.option.Nearest;
import dev.adit.cli.option.UsageException;
import dev.adit.cli.option.Verb;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the command that a command line asks for and runs it. Confined to one run. */
public final class Program {
    /** Commands of the surface that are not built yet; an empty set stands for every second word. */
    private static final Map<String, Set<String>> LATER = Map.of(
            "start", Set.of(),
            "login", Set.of(),
            "status", Set.of(),
            "config", Set.of(),
            "doctor", Set.of(),
            "completion", Set.of(),
            "session", Set.of(),
            "tunnel", Set.of(),
            "server", Set.of("init"),
            "key", Set.of("list", "show", "disable", "enable", "revoke", "rotate"));

    private final Console console;
    private final Commands commands;

    public Program(Console console, Commands commands) {
        this.console = console;
        this.commands = commands;
    }

    /** What the commands do; each returns how it ended. */
    public interface Commands {
        /** Runs a command with the operand it takes, empty when it takes none. */
        ExitCode run(Verb verb, String operand, Arguments arguments);
    }

    /** Runs a command line; wrong usage is told and never thrown. */
    public ExitCode run(List<String> words) {
        if (words.isEmpty()) {
            console.notice("no command is given; adit --help lists them");
            return ExitCode.USAGE;
        }
        Optional<Verb> verb = Stream.of(Verb.values())
                .filter(each -> startsWith(words, each.words()))
                .findFirst();
        try {
            refuseLater(words);
            return verb.isPresent() ? run(verb.get(), words) : withoutVerb(words);
        } catch (UsageException e) {
            console.notice(String.valueOf(e.getMessage()));
            console.notice("see adit" + verb.map(each -> " " + each.text()).orElse("") + " --help");
            return ExitCode.USAGE;
        }
    }

    private ExitCode run(Verb verb, List<String> words) {
        Arguments arguments = Arguments.parse(verb, words.subList(verb.words().size(), words.size()));
        if (arguments.help()) {
            return page(Help.of(verb));
        }
        return commands.run(verb, operand(verb, arguments.operands()), arguments);
    }

    private static String operand(Verb verb, List<String> operands) {
        int wanted = verb.operand().isPresent() ? 1 : 0;
        if (operands.size() > wanted) {
            throw new UsageException("'" + operands.get(wanted) + "' is one word too many; write " + Help.usage(verb));
        }
        if (operands.size() < wanted) {
            throw new UsageException(verb.operand().orElseThrow() + " is missing; write " + Help.usage(verb));
        }
        return operands.isEmpty() ? "" : operands.getFirst();
    }

    private ExitCode withoutVerb(List<String> words) {
        return switch (words.getFirst()) {
            case "--help", "-h", "help" -> help(words.subList(1, words.size()));
            case "--version" -> run(List.of("version"));
            case "key" -> keyHelp(words);
            default -> throw unknown(words.getFirst());
        };
    }

    private ExitCode help(List<String> words) {
        Optional<Verb> verb = Stream.of(Verb.values())
                .filter(each -> startsWith(words, each.words()))
                .findFirst();
        if (verb.isEmpty() && !words.isEmpty()) {
            throw unknown(words.getFirst());
        }
        return page(verb.map(Help::of).orElseGet(Help::overview));
    }

    private ExitCode page(String text) {
        console.page(text);
        return told(console);
    }

    /** How a command ends that only tells something: without a reader of its result it has failed. */
    static ExitCode told(Console console) {
        if (console.resultsWritten()) {
            return ExitCode.OK;
        }
        console.notice("stdout did not take the result; its disk is full, or nobody reads it any more");
        return ExitCode.FAILED;
    }

    private ExitCode keyHelp(List<String> words) {
        if (words.size() > 1 && List.of("--help", "-h").contains(words.get(1))) {
            return page(Help.of(Verb.KEY_CREATE));
        }
        throw new UsageException("adit key needs to know what to do; write adit key create NAME");
    }

    private static void refuseLater(List<String> words) {
        Set<String> seconds = LATER.get(words.getFirst());
        boolean any = seconds != null && seconds.isEmpty();
        boolean second = seconds != null && words.size() > 1 && seconds.contains(words.get(1));
        if (any || second) {
            throw new UsageException("adit " + words.getFirst() + (second ? " " + words.get(1) : "")
                    + " is not built yet; adit --help lists the commands that work");
        }
    }

    private static UsageException unknown(String word) {
        String kind = word.startsWith("-") ? "option" : "command";
        List<String> known = Arrays.stream(Verb.values())
                .map(each -> each.words().getFirst())
                .toList();
        return new UsageException(
                "unknown " + kind + " '" + word.replaceFirst("=.*", "") + "'" + Nearest.hint(word, "adit ", known));
    }

    private static boolean startsWith(List<String> words, List<String> start) {
        return words.size() >= start.size() && words.subList(0, start.size()).equals(start);
    }
}
