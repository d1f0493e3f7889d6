// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.file;

import java.util.List;

/** A value in a configuration file with the line it stands on. Immutable; never prints its text. */
public sealed interface YamlNode {
    int line();

    /** A single value; {@code plain} when written without quotes. */
    record Scalar(String text, boolean plain, int line) implements YamlNode {
        /** Whether it says nothing: left out, {@code ~} or {@code null}. */
        public boolean isNothing() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String toString() {
            return "a value in line " + line;
        }
    }

    /** Several values. */
    record Sequence(List<YamlNode> items, int line) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Keys with values, in the file's order, no key twice. */
    record Mapping(List<Entry> entries, int line) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    /** One key with its value. */
    record Entry(String key, YamlNode value, int line) {}
}
