// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What only the text of the sources can show. */
class SourceRulesTest {
    private static final int LONGEST_FILE = 500;
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\s*\\.\\s*sleep\\b|TimeUnit\\.\\w+\\.sleep\\b");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    @Test
    void noFileIsLongerThanFiveHundredLines() {
        assertEquals(List.of(), sources(text -> text.lines().count() > LONGEST_FILE));
    }

    @Test
    void noTestAndNoProgramSleeps() {
        assertEquals(List.of(), sources(text -> SLEEP.matcher(text).find()));
    }

    @Test
    void nothingIsLeftForLater() {
        assertEquals(List.of(), sources(text -> UNFINISHED.matcher(text).find()));
    }

    private static List<Path> sources(Predicate<String> breaksTheRule) {
        Path root = Path.of(System.getProperty("adit.root")).normalize();
        try (Stream<Path> files = Files.find(root, 20, (path, attributes) -> isSource(root, path))) {
            return files.filter(path -> breaksTheRule.test(textOf(path)))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isSource(Path root, Path path) {
        String name = root.relativize(path).toString();
        return name.endsWith(".java")
                && name.contains("src" + path.getFileSystem().getSeparator())
                && !name.endsWith("SourceRulesTest.java");
    }

    private static String textOf(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
