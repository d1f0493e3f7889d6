// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo of the built image. */
class DemoProcessTest {
    @Test
    void itsChecksPass() {
        try (Processes processes = new Processes()) {
            Running demo = processes.adit(Map.of(), "demo", "--check");
            assertEquals(0, demo.awaitExit(), demo::toString);
        }
    }

    @Test
    void itRunsUntilItIsTold() {
        try (Processes processes = new Processes()) {
            Running demo = processes.adit("demo");
            demo.awaitStdout("http://\\S+");
            demo.signal("INT");
            assertEquals(0, demo.awaitExit(), demo::toString);
        }
    }
}
