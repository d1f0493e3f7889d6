// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux.bench;

import dev.adit.yamux.Session;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;

/** A way to make exchanges on streams. */
interface Candidate {
    /** Opens a stream, writes the request and finishes. */
    void open(Session session, Tally tally);

    /** Answers a stream that the other end opened. */
    StreamEvents accept(Stream stream, Tally tally);
}
