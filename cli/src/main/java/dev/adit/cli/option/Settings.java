// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import dev.adit.cli.option.Option.Repetition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The values of a command's options after precedence: flag, environment, file, default. Immutable.
 *
 * <p>Every text is read, also one that a stronger source overrides, so a wrong value never waits unseen.
 */
public final class Settings {
    private static final Pattern FLAG = Pattern.compile("--([a-z][a-z-]*[a-z])");

    private final Map<Option<?>, List<?>> values;
    private final Map<Option<?>, Source> sources;

    private Settings(Map<Option<?>, List<?>> values, Map<Option<?>, Source> sources) {
        this.values = values;
        this.sources = sources;
    }

    /**
     * Resolves options against flags, an environment and the keys of a file.
     *
     * @throws UsageException naming the source of the first wrong value
     */
    public static Settings resolve(
            List<Option<?>> options,
            Map<Option<?>, List<String>> flags,
            Map<String, String> environment,
            Map<Option<?>, List<Given>> file) {
        Map<Option<?>, List<?>> values = new HashMap<>();
        Map<Option<?>, Source> sources = new LinkedHashMap<>();
        for (Option<?> option : options) {
            List<List<Given>> levels = Stream.of(
                            ofFlag(option, flags),
                            ofVariable(option, environment),
                            file.getOrDefault(option, List.of()))
                    .filter(level -> !level.isEmpty())
                    .toList();
            List<List<?>> read = new ArrayList<>();
            levels.forEach(level -> read.add(read(option, level)));
            values.put(option, read.isEmpty() ? fallback(option) : read.getFirst());
            sources.put(
                    option,
                    levels.isEmpty()
                            ? new Source.Default()
                            : levels.getFirst().getLast().source());
        }
        return new Settings(values, sources);
    }

    /** The value of an option that has a default. */
    public <T> T one(Option<T> option) {
        return maybe(option).orElseThrow(() -> new IllegalStateException("no default: " + option.name()));
    }

    /** The last value given, or the default; empty when there is neither. */
    public <T> Optional<T> maybe(Option<T> option) {
        List<T> all = all(option);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** All values of an option. The cast holds: the values were read by the option's own kind. */
    @SuppressWarnings("unchecked")
    public <T> List<T> all(Option<T> option) {
        return (List<T>) values.getOrDefault(option, List.of());
    }

    public boolean isGiven(Option<?> option) {
        return !(source(option) instanceof Source.Default);
    }

    public Source source(Option<?> option) {
        return sources.getOrDefault(option, new Source.Default());
    }

    /** An option as whoever gave it would look for it: its source, and in a file the key too. */
    public String told(Option<?> option) {
        Source source = source(option);
        return source instanceof Source.FileLine ? source + ": " + option.name() : source.toString();
    }

    /** The options that somebody gave, in the table's order. */
    public List<Option<?>> given() {
        return sources.keySet().stream().filter(this::isGiven).toList();
    }

    /** Builds a config record; a refusal of its constructor, whose message names flags, gets their sources in front. */
    public <T> T built(Supplier<T> config) {
        try {
            return config.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new UsageException(whence(message) + message);
        }
    }

    private String whence(String message) {
        List<String> found = new ArrayList<>();
        for (Matcher flag = FLAG.matcher(message); flag.find(); ) {
            String name = flag.group(1);
            sources.forEach((option, source) -> {
                boolean told = source instanceof Source.Default || source instanceof Source.Flag;
                if (option.name().equals(name) && !told) {
                    found.add(source.toString());
                }
            });
        }
        return found.isEmpty()
                ? ""
                : String.join(", ", found.stream().distinct().toList()) + ": ";
    }

    private static List<Given> ofFlag(Option<?> option, Map<Option<?>, List<String>> flags) {
        return flags.getOrDefault(option, List.of()).stream()
                .map(text -> new Given(text, new Source.Flag(option.name())))
                .toList();
    }

    /** An empty variable counts as none: that is how compose files hand on what is not set. */
    private static List<Given> ofVariable(Option<?> option, Map<String, String> environment) {
        return option.variable()
                .map(environment::get)
                .filter(text -> !text.isEmpty())
                .map(text -> List.of(
                        new Given(text, new Source.Environment(option.variable().orElseThrow()))))
                .orElse(List.of());
    }

    private static <T> List<T> fallback(Option<T> option) {
        return option.fallback().map(text -> List.of(option.kind().read(text))).orElse(List.of());
    }

    private static <T> List<T> read(Option<T> option, List<Given> level) {
        List<T> all = new ArrayList<>();
        for (Given given : level) {
            for (String text : split(option, given.text())) {
                all.add(read(option, text, given.source()));
            }
        }
        return List.copyOf(all);
    }

    private static List<String> split(Option<?> option, String text) {
        return option.repetition() == Repetition.MANY_OR_COMMAS
                ? Stream.of(text.split(",", -1)).map(String::strip).toList()
                : List.of(text);
    }

    private static <T> T read(Option<T> option, String text, Source source) {
        try {
            return option.kind().read(text);
        } catch (IllegalArgumentException e) {
            String key = source instanceof Source.FileLine ? option.name() + ": " : "";
            throw UsageException.at(source, key + e.getMessage());
        }
    }
}
