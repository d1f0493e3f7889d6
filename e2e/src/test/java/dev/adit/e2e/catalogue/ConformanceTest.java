// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/conformance.md says of us what the catalogue demands. */
final class ConformanceTest {
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
}
