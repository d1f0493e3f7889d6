// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the checkout, for tests that read them. Stateless. */
final class Sources {
    private Sources() {}

    static Path root() {
        return Path.of(System.getProperty("adit.root")).toAbsolutePath().normalize();
    }

    /** Every Java source of every room, tests too. */
    static List<Path> java() {
        return files(Path.of("src"), ".java");
    }

    /** The pages of {@code docs/} and of the root. */
    static List<Path> pages() {
        return Stream.concat(list(root(), 1).stream(), list(root().resolve("docs"), Integer.MAX_VALUE).stream())
                .filter(path -> path.toString().endsWith(".md"))
                .toList();
    }

    static String textOf(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Path> files(Path below, String ending) {
        return list(root(), 1).stream()
                .map(room -> room.resolve(below))
                .filter(Files::isDirectory)
                .flatMap(folder -> list(folder, Integer.MAX_VALUE).stream())
                .filter(path -> path.toString().endsWith(ending))
                .toList();
    }

    private static List<Path> list(Path folder, int depth) {
        try (Stream<Path> paths = Files.walk(folder, depth)) {
            return paths.sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
