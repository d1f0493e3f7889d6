// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.testkit.Corpus;
import org.junit.jupiter.api.Test;

/** The kept inputs of this room's fuzz target, and changes of them. */
class FuzzCorpusTest {
    @Test
    void configurations() {
        Corpus.replay("ConfigFuzz", 300, ConfigFuzz::fuzzerTestOneInput);
    }
}
