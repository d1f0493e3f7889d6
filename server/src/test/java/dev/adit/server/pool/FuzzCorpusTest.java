// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.testkit.Corpus;
import org.junit.jupiter.api.Test;

/** The kept inputs of this package's fuzz target, and changes of them. */
class FuzzCorpusTest {
    @Test
    void openingLines() {
        Corpus.replay("OpeningLineFuzz", 20_000, OpeningLineFuzz::fuzzerTestOneInput);
    }
}
