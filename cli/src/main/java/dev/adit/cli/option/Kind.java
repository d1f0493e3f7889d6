// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The kind of an option's value: how help names it and how its text is read. Immutable.
 *
 * @param placeholder what help prints for the value; empty for a switch, which takes none on the command line
 * @param reader throws {@link IllegalArgumentException} with what is wrong and what to write instead
 * @param pathMark what a text begins with that goes on as a path; empty when no text holds one
 */
public record Kind<T>(String placeholder, Function<String, T> reader, Optional<String> pathMark) {
    /** A kind whose values are no paths. */
    Kind(String placeholder, Function<String, T> reader) {
        this(placeholder, reader, Optional.empty());
    }

    /** The same, of which a text that begins with the mark is a path behind it. */
    Kind<T> ofPathsBehind(String mark) {
        return new Kind<>(placeholder, reader, Optional.of(mark));
    }

    /** Whether the option is given without a value on the command line. */
    public boolean isSwitch() {
        return placeholder.isEmpty();
    }

    public T read(String text) {
        return reader.apply(text);
    }

    /** Whether a text of this kind names a file, in part or as a whole. */
    public boolean holdsPath(String text) {
        return pathMark.filter(text::startsWith).isPresent();
    }

    /**
     * What stands in a configuration file, as it would have to be written anywhere else: a relative path counts from the
     * file's folder. What cannot be a path stays as it is, for the reader to refuse.
     */
    String textOfFile(String text, Path file) {
        if (!holdsPath(text)) {
            return text;
        }
        String mark = pathMark.orElseThrow();
        if (text.substring(mark.length()).isBlank()) {
            return text;
        }
        try {
            Path named = Path.of(text.substring(mark.length()));
            return mark + file.toAbsolutePath().normalize().resolveSibling(named);
        } catch (InvalidPathException ignored) { // the reader says so
            return text;
        }
    }
}
