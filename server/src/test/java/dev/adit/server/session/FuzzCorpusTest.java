// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.testkit.Corpus;
import org.junit.jupiter.api.Test;

/** The kept inputs of this room's fuzz targets, and changes of them. */
class FuzzCorpusTest {
    @Test
    void dials() {
        Corpus.replay("ConnectFuzz", 5_000, ConnectFuzz::fuzzerTestOneInput);
    }
}
