// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.yamux.GoAwayCode;
import dev.adit.yamux.SessionEnd;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Writes down how a carrier's session ends; who owns its streams is for the test to say. Thread-safe. */
final class RecordedCarrier implements WebSocketCarrier.Events {
    private final Function<Stream, Optional<StreamEvents>> owner;
    private final List<SessionEnd> ends = new CopyOnWriteArrayList<>();

    RecordedCarrier(Function<Stream, Optional<StreamEvents>> owner) {
        this.owner = owner;
    }

    boolean hasEnded() {
        return !ends.isEmpty();
    }

    /** The end, of which there must be one. */
    SessionEnd onlyEnd() {
        assertEquals(1, ends.size());
        return ends.getFirst();
    }

    @Override
    public Optional<StreamEvents> onStream(Stream stream) {
        return owner.apply(stream);
    }

    @Override
    public void onGoAway(GoAwayCode code) {
        // The end follows.
    }

    @Override
    public void onClosed(SessionEnd end) {
        ends.add(end);
    }

    @Override
    public void onDefect(Throwable defect) {
        throw new AssertionError(defect);
    }
}
