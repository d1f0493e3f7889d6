// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/conformance.md says of us what the catalogue demands. */
final class ConformanceTest {
    private static final Pattern AGENTS_ROW = Pattern.compile("\\| (?:CE|CW|YX)-\\d\\d \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+Test)`");

    @Test
    void pageRepeatsTheCatalogue() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("adit.root")).resolve("docs/conformance.md"));
        List<String> expected = Conformance.rows().stream()
                .map(row -> "| " + Conformance.name(row) + " | " + Conformance.ours(row) + " |")
                .toList();
        List<String> written = page.lines()
                .filter(line -> line.startsWith("| PE-") && line.split("(?<!\\\\)\\|", -1).length == 6)
                .filter(line -> !line.endsWith("Test` |"))
                .map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2) + 1))
                .toList();
        assertEquals(String.join("\n", expected), String.join("\n", written));
    }

    /** What is not played against nginx names its tests, and they name it. */
    @Test
    void everyRowOfTheAgentsSideIsHeldByTestsThatCiteIt() throws IOException {
        Path root = Path.of(System.getProperty("adit.root"));
        List<String> ruled = ids(Files.readString(root.resolve("docs/rules.md")));
        List<String> listed = new ArrayList<>();
        Map<String, String> tests = tests(root);
        for (String line : Files.readAllLines(root.resolve("docs/conformance.md"))) {
            if (AGENTS_ROW.matcher(line).lookingAt()) {
                String id = line.split("\\|", -1)[1].strip();
                listed.add(id);
                String cells = line.substring(0, line.lastIndexOf('|'));
                List<String> held = NAME.matcher(cells.substring(cells.lastIndexOf('|')))
                        .results()
                        .map(name -> name.group(1))
                        .toList();
                assertFalse(held.isEmpty(), line);
                held.forEach(test ->
                        assertTrue(tests.getOrDefault(test + ".java", "").contains(id), test + " does not cite " + id));
            }
        }
        assertEquals(ruled, listed);
    }

    /** The texts of all tests by the names of their files; one name may stand in two rooms. */
    private static Map<String, String> tests(Path root) throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(any -> any.toString().endsWith("Test.java")).toList()) {
                texts.merge(file.getFileName().toString(), Files.readString(file), String::concat);
            }
        }
        return texts;
    }

    private static List<String> ids(String rules) {
        return rules.lines()
                .filter(line -> AGENTS_ROW.matcher(line).lookingAt())
                .map(line -> line.split("\\|", -1)[1].strip())
                .sorted(Comparator.comparingInt(id -> List.of("CE", "CW", "YX").indexOf(id.substring(0, 2))))
                .toList();
    }
}
