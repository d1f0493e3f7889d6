// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A rule that code or a test cites is in docs/rules.md, where a reader looks it up. */
class RulesTest {
    private static final Pattern CITED = Pattern.compile("\\b(?:(?:H1|WS|CW|Y|PE|CE|YX|TP|CL|EX)-\\d{1,2}|U[1-8])\\b");
    private static final Pattern RULE = Pattern.compile("(?m)^\\| (\\S+) \\|");

    @Test
    void everyRuleThatIsCitedIsWrittenDown() throws IOException {
        Path root = Path.of(System.getProperty("adit.root"));
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(any -> any.toString().endsWith(".java")).toList()) {
                CITED.matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .forEach(missing::add);
            }
        }
        RULE.matcher(Files.readString(root.resolve("docs/rules.md")))
                .results()
                .forEach(rule -> missing.remove(rule.group(1)));
        assertEquals(Set.of(), missing);
    }
}
