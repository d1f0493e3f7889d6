// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * What a command line says: flags with their texts, operands, whether help is asked for. Immutable.
 *
 * @param flags the texts of each flag that was given, in order
 */
public record Arguments(Map<Option<?>, List<String>> flags, List<String> operands, boolean help) {
    public Arguments {
        flags = Map.copyOf(flags);
        operands = List.copyOf(operands);
    }

    /**
     * Parses what follows the command's own words.
     *
     * @throws UsageException naming the argument, with the nearest flag when it is unknown
     */
    public static Arguments parse(Verb verb, List<String> words) {
        List<Option<?>> options = OptionTable.of(verb);
        Map<Option<?>, List<String>> flags = new HashMap<>();
        List<String> rest = takeOptionalValues(options, words, flags);
        CommandLine line = parsed(options, rest);
        for (Option<?> option : options) {
            collect(option, line, flags);
        }
        return new Arguments(flags, line.getArgList(), line.hasOption("help"));
    }

    /** The parser would take the next word for an optional value, so {@code --flag=VALUE} is read here. */
    private static List<String> takeOptionalValues(
            List<Option<?>> options, List<String> words, Map<Option<?>, List<String>> flags) {
        List<String> rest = new ArrayList<>();
        boolean operandsOnly = false;
        for (String word : words) {
            operandsOnly |= word.equals("--");
            if (operandsOnly || !takeOptionalValue(options, word, flags)) {
                rest.add(word);
            }
        }
        return rest;
    }

    private static boolean takeOptionalValue(List<Option<?>> options, String word, Map<Option<?>, List<String>> flags) {
        for (Option<?> option : options) {
            String start = "--" + option.name() + "=";
            if (option.bare().isPresent() && word.startsWith(start)) {
                flags.computeIfAbsent(option, _ -> new ArrayList<>()).add(word.substring(start.length()));
                return true;
            }
        }
        return false;
    }

    private static CommandLine parsed(List<Option<?>> options, List<String> words) {
        Options known = new Options().addOption("h", "help", false, "");
        options.forEach(option -> known.addOption(
                option.letter().orElse(null),
                option.name(),
                !option.kind().isSwitch() && option.bare().isEmpty(),
                ""));
        DefaultParser parser = DefaultParser.builder()
                .setAllowPartialMatching(false)
                .setStripLeadingAndTrailingQuotes(false)
                .get();
        try {
            return parser.parse(known, words.toArray(String[]::new));
        } catch (UnrecognizedOptionException e) {
            throw unknown(e.getOption(), options);
        } catch (MissingArgumentException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " needs a value; write --"
                    + e.getOption().getLongOpt() + " "
                    + placeholder(options, e.getOption().getLongOpt()));
        } catch (ParseException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static UsageException unknown(String typed, List<Option<?>> options) {
        // A mistyped --key=SECRET must not be echoed with its value.
        String name = typed.replaceFirst("=.*", "");
        List<String> known = options.stream().map(Option::name).toList();
        boolean switchWithValue = typed.contains("=") && known.contains(name.replaceFirst("^-+", ""));
        if (switchWithValue) {
            return new UsageException(name + " takes no value; write " + name + " alone");
        }
        return new UsageException("unknown option " + name + Nearest.hint(name.replaceFirst("^-+", ""), "--", known));
    }

    private static String placeholder(List<Option<?>> options, String name) {
        return options.stream()
                .filter(option -> option.name().equals(name))
                .map(option -> option.kind().placeholder())
                .findFirst()
                .orElse("VALUE");
    }

    private static void collect(Option<?> option, CommandLine line, Map<Option<?>, List<String>> flags) {
        if (!line.hasOption(option.name())) {
            return;
        }
        String @org.jspecify.annotations.Nullable [] values = line.getOptionValues(option.name());
        List<String> texts = values == null ? List.of(option.bare().orElse("true")) : Arrays.asList(values);
        flags.computeIfAbsent(option, _ -> new ArrayList<>()).addAll(texts);
    }
}
