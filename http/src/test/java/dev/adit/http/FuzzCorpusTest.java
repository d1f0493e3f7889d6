// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import dev.adit.testkit.Corpus;
import org.junit.jupiter.api.Test;

/** The kept inputs of this room's fuzz targets, and changes of them. */
final class FuzzCorpusTest {
    @Test
    void heads() {
        Corpus.replay("HeadFuzz", 5_000, HeadFuzz::fuzzerTestOneInput);
    }

    @Test
    void chunks() {
        Corpus.replay("ChunkFuzz", 5_000, ChunkFuzz::fuzzerTestOneInput);
    }

    @Test
    void hosts() {
        Corpus.replay("HostFuzz", 10_000, HostFuzz::fuzzerTestOneInput);
    }

    @Test
    void forwarding() {
        Corpus.replay("ForwardingFuzz", 5_000, ForwardingFuzz::fuzzerTestOneInput);
    }
}
