// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.http.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages in {@code docs/} keep up with the code. */
class DocsTest {
    private static final Pattern CITED = Pattern.compile("\\b(?:(?:H1|WS|CW|Y|YX|CE|PE|AL|TP|CL)-\\d\\d|U[1-8])\\b");
    private static final Pattern DEFINED = Pattern.compile("(?m)^\\| ([A-Z0-9]+-?\\d*) \\|");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    @Test
    void everyRuleThatCodeOrTestsCiteIsWrittenDown() {
        Set<String> missing = Sources.java().stream()
                .flatMap(path -> CITED.matcher(Sources.textOf(path)).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(definedRules());
        assertEquals(Set.of(), missing);
    }

    @Test
    void noRuleIsDefinedTwice() {
        List<String> rules = DEFINED.matcher(page("docs/rules.md"))
                .results()
                .map(rule -> rule.group(1))
                .toList();
        assertEquals(Set.copyOf(rules).size(), rules.size());
    }

    @Test
    void everyErrorCodeIsOnTheReferencePage() {
        List<String> rows = page("docs/cli.md")
                .lines()
                .filter(line -> line.startsWith("| `ADIT-"))
                .toList();
        List<ErrorCode> missing = Arrays.stream(ErrorCode.values())
                .filter(code -> rows.stream().noneMatch(row -> names(row, code)))
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void linksBetweenPagesLead() {
        List<String> dead = Sources.pages().stream()
                .flatMap(page -> LINK.matcher(Sources.textOf(page))
                        .results()
                        .map(link -> page.resolveSibling(link.group(1)).normalize()))
                .filter(target -> !target.toFile().exists())
                .map(Object::toString)
                .toList();
        assertEquals(List.of(), dead);
    }

    private static Set<String> definedRules() {
        return DEFINED.matcher(page("docs/rules.md"))
                .results()
                .map(rule -> rule.group(1))
                .collect(Collectors.toSet());
    }

    /** Rows read "`ADIT-400-LINE`, `-TARGET` | 400 |". */
    private static boolean names(String row, ErrorCode code) {
        boolean whole = row.contains("`" + code.code() + "`");
        String ending = "-" + code.code().replaceFirst("ADIT-(\\d+-)?", "");
        boolean shortened = row.startsWith("| `ADIT-" + code.status()) && row.contains("`" + ending + "`");
        return (whole || shortened) && row.contains("| " + code.status() + " |");
    }

    private static String page(String name) {
        return Sources.textOf(Sources.root().resolve(name));
    }
}
