// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import dev.adit.testkit.Corpus;
import org.junit.jupiter.api.Test;

/** The kept inputs of this room's fuzz targets, and changes of them. */
class FuzzCorpusTest {
    @Test
    void addresses() {
        Corpus.replay("HostPortFuzz", 10_000, HostPortFuzz::fuzzerTestOneInput);
    }

    @Test
    void dialAnswers() {
        Corpus.replay("DialAnswerFuzz", 2_000, DialAnswerFuzz::fuzzerTestOneInput);
    }

    @Test
    void carrierFrames() {
        Corpus.replay("CarrierFuzz", 10_000, CarrierFuzz::fuzzerTestOneInput);
    }
}
