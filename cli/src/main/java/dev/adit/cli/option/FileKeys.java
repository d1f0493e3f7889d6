// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import dev.adit.cli.file.ConfigFile;
import dev.adit.cli.file.YamlNode;
import dev.adit.cli.file.YamlNode.Entry;
import dev.adit.cli.file.YamlNode.Mapping;
import dev.adit.cli.file.YamlNode.Scalar;
import dev.adit.cli.file.YamlNode.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a configuration file, each known and of its right shape, their values not yet read. Immutable.
 *
 * @param path where they stand; empty when no file was read
 * @param top the keys of the top level
 * @param tunnels the tunnels of an agent's file, by their label
 */
public record FileKeys(
        Optional<Path> path, Map<Option<?>, List<Given>> top, Map<String, Map<Option<?>, List<Given>>> tunnels) {
    /** No file. */
    public static final FileKeys NONE = new FileKeys(Optional.empty(), Map.of(), Map.of());

    static final String TUNNELS = "tunnels";

    public FileKeys {
        top = Map.copyOf(top);
        tunnels = Map.copyOf(tunnels);
    }

    /**
     * Reads a file whose top level holds the keys of a scope.
     *
     * @param folder whether it was found by looking in the working folder
     * @throws UsageException naming file and line
     */
    public static FileKeys read(Path file, FileScope scope, boolean folder) {
        return new Reader(file, scope, folder).keys(ConfigFile.read(file, folder));
    }

    /** Walks one file's tree. Confined to one read. */
    private record Reader(Path file, FileScope scope, boolean folder) {
        FileKeys keys(Mapping root) {
            Map<Option<?>, List<Given>> top = new HashMap<>();
            Map<String, Map<Option<?>, List<Given>>> tunnels = new HashMap<>();
            for (Entry entry : root.entries()) {
                if (scope == FileScope.AGENT && entry.key().equals(TUNNELS)) {
                    tunnels.putAll(tunnels(entry));
                } else {
                    Option<?> option = option(entry, scope);
                    top.put(option, texts(option, entry));
                }
            }
            return new FileKeys(Optional.of(file), top, tunnels);
        }

        private Map<String, Map<Option<?>, List<Given>>> tunnels(Entry tunnels) {
            Map<String, Map<Option<?>, List<Given>>> all = new HashMap<>();
            for (Entry tunnel :
                    mapping(tunnels, "write NAME: and its keys below").entries()) {
                all.put(tunnel.key(), tunnel(tunnel));
            }
            return all;
        }

        private Map<Option<?>, List<Given>> tunnel(Entry tunnel) {
            Map<Option<?>, List<Given>> keys = new HashMap<>();
            for (Entry entry : mapping(tunnel, "write target: 3000 below").entries()) {
                Option<?> option = option(entry, FileScope.TUNNEL);
                keys.put(option, texts(option, entry));
            }
            if (!keys.containsKey(FileOptions.TARGET)) {
                throw at(tunnel.line(), "tunnel '" + tunnel.key() + "' has no target; write target: 3000 below");
            }
            return keys;
        }

        private Mapping mapping(Entry entry, String advice) {
            return switch (entry.value()) {
                case Mapping mapping -> mapping;
                case Scalar scalar -> throw at(scalar.line(), "'" + entry.key() + "' holds a single value; " + advice);
                case Sequence list -> throw at(list.line(), "'" + entry.key() + "' holds a list; " + advice);
            };
        }

        private Option<?> option(Entry entry, FileScope wanted) {
            return FileOptions.in(wanted).stream()
                    .filter(option -> option.name().equals(entry.key()))
                    .findFirst()
                    .orElseThrow(() -> unknown(entry, wanted));
        }

        private UsageException unknown(Entry entry, FileScope wanted) {
            boolean tunnelKey = wanted == FileScope.AGENT
                    && FileOptions.in(FileScope.TUNNEL).stream()
                            .anyMatch(option -> option.name().equals(entry.key()));
            if (tunnelKey) {
                return at(entry.line(), "key '" + entry.key() + "' belongs to one tunnel; write it below tunnels");
            }
            List<String> known = new ArrayList<>(
                    FileOptions.in(wanted).stream().map(Option::name).toList());
            if (wanted == FileScope.AGENT) {
                known.add(TUNNELS);
            }
            return at(entry.line(), "unknown key '" + entry.key() + "'" + Nearest.hint(entry.key(), "", known));
        }

        private List<Given> texts(Option<?> option, Entry entry) {
            return switch (entry.value()) {
                case Scalar scalar -> List.of(text(option, scalar));
                case Sequence list -> items(option, list);
                case Mapping mapping ->
                    throw at(mapping.line(), "'" + option.name() + "' holds keys; " + advice(option));
            };
        }

        private List<Given> items(Option<?> option, Sequence list) {
            if (!option.isRepeatable()) {
                throw at(list.line(), "'" + option.name() + "' holds a list; " + advice(option));
            }
            List<Given> all = new ArrayList<>();
            for (YamlNode item : list.items()) {
                if (!(item instanceof Scalar scalar)) {
                    throw at(item.line(), "an item of '" + option.name() + "' is no single value; " + advice(option));
                }
                all.add(text(option, scalar));
            }
            return all;
        }

        private Given text(Option<?> option, Scalar scalar) {
            if (scalar.isNothing()) {
                throw at(
                        scalar.line(),
                        "'" + option.name() + "' has no value; " + advice(option) + ", or remove the key");
            }
            String text = option.kind().textOfFile(scalar.text(), file);
            return new Given(text, new Source.FileLine(file, scalar.line(), folder));
        }

        private static String advice(Option<?> option) {
            String value =
                    option.kind().isSwitch() ? "true or false" : option.kind().placeholder();
            return "write " + option.name() + ": " + value;
        }

        private UsageException at(int line, String message) {
            return UsageException.at(new Source.FileLine(file, line, folder), message);
        }
    }
}
