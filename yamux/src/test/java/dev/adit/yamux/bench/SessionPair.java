// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux.bench;

import dev.adit.yamux.FrameBatch;
import dev.adit.yamux.GoAwayCode;
import dev.adit.yamux.GrowthBudget;
import dev.adit.yamux.Role;
import dev.adit.yamux.Session;
import dev.adit.yamux.SessionConfig;
import dev.adit.yamux.SessionEnd;
import dev.adit.yamux.SessionEvents;
import dev.adit.yamux.SessionRuntime;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Two sessions joined in memory: what one drains, the other receives. Confined to the loop. */
final class SessionPair {
    private static final int DRAIN_BYTES = 128 * 1024;
    private static final SessionConfig OURS = SessionConfig.DEFAULT.withFinRidesData(true);

    private final End opener;
    private final End acceptor;

    SessionPair(EventLoop loop, Function<Stream, StreamEvents> accepts) {
        opener = new End(Role.SERVER, loop, stream -> {
            throw new IllegalStateException("stream " + stream.id() + " opened by the wrong end");
        });
        acceptor = new End(Role.CLIENT, loop, accepts);
        opener.toPeer = acceptor.session::receive;
        acceptor.toPeer = opener.session::receive;
        opener.session.start();
        acceptor.session.start();
        carry();
    }

    /** The session that opens streams. */
    Session opener() {
        return opener.session;
    }

    /** Carries frames to and fro until neither side has any. */
    void carry() {
        while (opener.pending || acceptor.pending) {
            opener.carry();
            acceptor.carry();
        }
    }

    void close() {
        opener.session.close();
        carry();
        acceptor.session.close();
        acceptor.batch.release();
    }

    private static final class End implements SessionEvents {
        private final Session session;
        private final FrameBatch batch = new FrameBatch(PooledByteBufAllocator.DEFAULT, 14);
        private final Function<Stream, StreamEvents> accepts;
        private Consumer<ByteBuf> toPeer = ByteBuf::release;
        private boolean pending;

        End(Role role, EventLoop loop, Function<Stream, StreamEvents> accepts) {
            this.accepts = accepts;
            SessionRuntime runtime = new SessionRuntime(
                    PooledByteBufAllocator.DEFAULT,
                    System::nanoTime,
                    (nanos, task) -> {
                        ScheduledFuture<?> timer = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
                        return () -> timer.cancel(false);
                    },
                    new Random(1),
                    new GrowthBudget(256L << 20));
            session = new Session(role, OURS, runtime, this);
        }

        private void carry() {
            pending = false;
            while (session.hasPending()) {
                session.drain(batch, DRAIN_BYTES);
                batch.forEachSegment(toPeer);
            }
        }

        @Override
        public Optional<StreamEvents> onStream(Stream stream) {
            return Optional.of(accepts.apply(stream));
        }

        @Override
        public void onPending() {
            pending = true;
        }

        @Override
        public void onGoAway(GoAwayCode code) {
            // The end follows at once.
        }

        @Override
        public void onClosed(SessionEnd end) {
            // Only at the end of a round.
        }
    }
}
