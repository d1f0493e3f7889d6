// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux.bench;

import dev.adit.yamux.Session;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEnd;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Exchanges on the stream itself, as the product has them. */
final class LeanCandidate implements Candidate {
    @Override
    public void open(Session session, Tally tally) {
        Stream stream = session.open(new End(null, tally));
        stream.write(tally.request());
        stream.finish();
    }

    @Override
    public StreamEvents accept(Stream stream, Tally tally) {
        return new End(stream, tally);
    }

    /** One end; it answers when it has a stream to answer on. */
    private record End(@Nullable Stream answers, Tally tally) implements StreamEvents {
        @Override
        public void onBytes(ByteBuf bytes) {
            tally.received(bytes);
        }

        @Override
        public void onFinished() {
            if (answers == null) {
                tally.ended();
                return;
            }
            answers.write(tally.response());
            answers.finish();
        }

        @Override
        public void onReset(StreamEnd end) {
            throw new IllegalStateException(end.toString());
        }

        @Override
        public void onWritable() {
            throw new IllegalStateException("so little was never too much");
        }
    }
}
