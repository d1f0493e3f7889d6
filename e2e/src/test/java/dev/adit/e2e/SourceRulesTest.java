// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

    /** Compared by name: this class has to spell the patterns out. */
    private static List<Path> sources(Predicate<String> breaksTheRule) {
        return Sources.java().stream()
                .filter(path -> !path.endsWith("SourceRulesTest.java"))
                .filter(path -> breaksTheRule.test(Sources.textOf(path)))
                .toList();
    }
}
