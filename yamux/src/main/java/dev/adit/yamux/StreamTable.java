// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.util.collection.IntObjectHashMap;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a session that have not ended, by id; an idle session has no table at all. Confined to the session's
 * event loop.
 */
final class StreamTable {
    private @Nullable IntObjectHashMap<Stream> streams;

    int size() {
        return streams == null ? 0 : streams.size();
    }

    @Nullable
    Stream find(int id) {
        return streams == null ? null : streams.get(id);
    }

    void add(Stream stream) {
        if (streams == null) {
            streams = new IntObjectHashMap<>();
        }
        streams.put(stream.id(), stream);
    }

    void remove(Stream stream) {
        if (streams != null) {
            streams.remove(stream.id());
        }
    }

    /** The session is gone: empties the table, then tells each stream. */
    void loseAll() {
        IntObjectHashMap<Stream> lost = streams;
        streams = null;
        if (lost != null) {
            for (Stream stream : lost.values().toArray(new Stream[0])) {
                stream.lose();
            }
        }
    }

    /** Those whose owner is meant. */
    List<Stream> owned(Predicate<StreamEvents> meant) {
        return streams == null
                ? List.of()
                : streams.values().stream()
                        .filter(stream -> meant.test(stream.events()))
                        .toList();
    }

    /** Of the streams with bytes that wait for a reader, the one whose reader has stood still longest. */
    @Nullable
    Stream stillest() {
        if (streams == null) {
            return null;
        }
        return StreamSupport.stream(streams.values().spliterator(), false)
                .filter(stream -> stream.inbox().waitingBytes() > 0)
                .min(Comparator.comparingLong(stream -> stream.inbox().stillSinceNanos()))
                .orElse(null);
    }
}
