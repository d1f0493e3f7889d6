// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed page is also what pins every name, variable, key and default: a change shows up in its diff. */
class ReferencePageTest {
    @Test
    void thePageIsTheTable() throws IOException {
        Path made = Files.writeString(Path.of("target", "options.md"), Reference.page());
        Path page = Path.of("..", "docs", "options.md");
        assertEquals(
                Files.readString(made),
                Files.exists(page) ? Files.readString(page) : "",
                "docs/options.md differs from the option table; copy cli/target/options.md over it and read the diff");
    }
}
