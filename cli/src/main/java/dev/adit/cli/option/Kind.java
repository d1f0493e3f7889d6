// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.function.Function;

/**
 * The kind of an option's value: how help names it and how its text is read. Immutable.
 *
 * @param placeholder what help prints for the value; empty for a switch, which takes none on the command line
 * @param reader throws {@link IllegalArgumentException} with what is wrong and what to write instead
 */
public record Kind<T>(String placeholder, Function<String, T> reader) {
    /** Whether the option is given without a value on the command line. */
    public boolean isSwitch() {
        return placeholder.isEmpty();
    }

    public T read(String text) {
        return reader.apply(text);
    }
}
