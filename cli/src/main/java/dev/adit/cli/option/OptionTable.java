// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.List;
import java.util.stream.Stream;

/** The table of every option: parser, help, reference page, files and environment read nothing else. Immutable. */
public final class OptionTable {
    private static final List<Option<?>> ALL = Stream.of(
                    AgentOptions.all(), ServerOptions.all(), BoundOptions.all(), KeyOptions.all(), CommonOptions.all())
            .<Option<?>>flatMap(List::stream)
            .toList();

    private OptionTable() {}

    public static List<Option<?>> all() {
        return ALL;
    }

    /** The options of a command, in the order of its help. */
    public static List<Option<?>> of(Verb verb) {
        return ALL.stream().filter(option -> option.verbs().contains(verb)).toList();
    }

    /** The keys at one place of a configuration file. */
    public static List<Option<?>> in(FileScope scope) {
        return ALL.stream().filter(option -> option.scope() == scope).toList();
    }
}
