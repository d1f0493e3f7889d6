// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two sessions back to back over random splits: many streams, half closes, pauses and resets. What one end finished
 * arrives whole at the other, and both ends are empty afterwards.
 */
class RandomPairTest {
    private static final int STREAMS = 120;

    /** One direction of one stream as both ends saw it. */
    private static final class Flow {
        final CRC32 sent = new CRC32();
        final CRC32 received = new CRC32();
        long sentBytes;
        long receivedBytes;
        boolean finished;
        boolean broken;
    }

    private static final class Party implements StreamEvents {
        final Flow out;
        final Flow in;
        final Random random;

        @Nullable
        Stream stream;

        int left;
        boolean paused;
        boolean resets;

        Party(Flow out, Flow in, Random random) {
            this.out = out;
            this.in = in;
            this.random = random;
            left = random.nextInt(random.nextInt(10) == 0 ? 900_000 : 20_000);
            resets = random.nextInt(12) == 0;
        }

        /** Does one random thing; false when it has nothing left to do. */
        boolean act() {
            Stream own = stream;
            if (own == null || own.isEnded()) {
                return false;
            }
            if (paused && random.nextInt(3) == 0) {
                paused = false;
                own.resumeReading();
            } else if (!paused && random.nextInt(10) == 0) {
                paused = true;
                own.pauseReading();
            }
            if (left > 0 && own.isWritable()) {
                write(own);
            } else if (left == 0) {
                own.finish();
            }
            if (resets && random.nextInt(20) == 0) {
                out.broken = true;
                in.broken = true;
                own.reset();
            }
            return true;
        }

        private void write(Stream own) {
            int size = Math.min(left, 1 + random.nextInt(random.nextBoolean() ? 100 : 50_000));
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            out.sent.update(bytes);
            out.sentBytes += size;
            left -= size;
            own.write(Unpooled.wrappedBuffer(bytes));
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            if (paused) {
                throw new AssertionError("delivered while paused");
            }
            in.receivedBytes += bytes.readableBytes();
            in.received.update(bytes.nioBuffer());
            bytes.release();
        }

        @Override
        public void onFinished() {
            in.finished = true;
        }

        @Override
        public void onReset(StreamEnd end) {
            in.broken = true;
            out.broken = true;
        }

        @Override
        public void onWritable() {
            // act() looks by itself.
        }
    }

    private static final class End implements SessionEvents {
        final List<Party> parties = new ArrayList<>();
        final ArrayDeque<ByteBuf> wire = new ArrayDeque<>();
        final List<ByteBuf> given = new ArrayList<>();
        final Session session;
        final FrameBatch batch = new FrameBatch(UnpooledByteBufAllocator.DEFAULT, 8);

        @Nullable
        SessionEnd end;

        @Nullable
        List<Flow[]> flows;

        final Random random;

        End(Role role, ManualTime time, Random random) {
            this.random = random;
            SessionConfig config = SessionConfig.DEFAULT.withFinRidesData(random.nextBoolean());
            GrowthBudget growth = new GrowthBudget(1 << 20);
            session = new Session(
                    role,
                    config,
                    new SessionRuntime(UnpooledByteBufAllocator.DEFAULT, time::nanoTime, time, random, growth),
                    this);
        }

        void drain() {
            session.drain(batch, 1 + random.nextInt(100_000));
            batch.forEachSegment(segment -> {
                given.add(segment);
                wire.add(segment);
            });
        }

        /** Moves some bytes of the wire to the other end, as a buffer of its own. */
        void carry(Session to) {
            ByteBuf first = wire.peek();
            if (first == null) {
                return;
            }
            int size = 1 + random.nextInt(Math.min(first.readableBytes(), 1 + random.nextInt(20_000)));
            ByteBuf piece = Unpooled.copiedBuffer(first.readSlice(size));
            if (!first.isReadable()) {
                wire.remove().release();
            }
            to.receive(piece);
        }

        @Override
        public Optional<StreamEvents> onStream(Stream stream) {
            if (flows == null) {
                throw new AssertionError("nothing is to be opened here");
            }
            Flow[] pair = flows.get(stream.id() / 2);
            Party party = new Party(pair[1], pair[0], random);
            party.stream = stream;
            parties.add(party);
            return Optional.of(party);
        }

        @Override
        public void onPending() {
            // The test drains whenever it likes.
        }

        @Override
        public void onGoAway(GoAwayCode code) {
            throw new AssertionError("GoAway " + code);
        }

        @Override
        public void onClosed(SessionEnd reached) {
            end = reached;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatWasFinishedArrivesWholeAndAllIsFreed(long seed) {
        Random random = new Random(seed);
        ManualTime time = new ManualTime();
        End client = new End(Role.CLIENT, time, random);
        End server = new End(Role.SERVER, time, random);
        List<Flow[]> flows = new ArrayList<>();
        server.flows = flows;
        client.session.start();
        server.session.start();
        int idle = 0;
        for (int step = 0; idle < 200; step++) {
            if (flows.size() < STREAMS && random.nextInt(5) == 0) {
                open(client, flows, random);
            }
            boolean busy = flows.size() < STREAMS;
            for (int i = 0; i < client.parties.size(); i++) {
                busy |= client.parties.get(i).act();
            }
            for (int i = 0; i < server.parties.size(); i++) {
                busy |= server.parties.get(i).act();
            }
            move(client, server, random);
            move(server, client, random);
            time.advance(Duration.ofNanos(random.nextInt(500_000)));
            boolean moving = !client.wire.isEmpty() || !server.wire.isEmpty();
            idle = busy || moving || client.session.hasPending() || server.session.hasPending() ? 0 : idle + 1;
            assertNull(client.end, "seed " + seed + " step " + step);
            assertNull(server.end, "seed " + seed + " step " + step);
        }
        check(flows, client, server, "seed " + seed);
    }

    private static void open(End client, List<Flow[]> flows, Random random) {
        Flow[] pair = {new Flow(), new Flow()};
        flows.add(pair);
        Party party = new Party(pair[0], pair[1], random);
        party.stream = client.session.open(party);
        client.parties.add(party);
    }

    private static void move(End from, End to, Random random) {
        if (random.nextInt(4) != 0) {
            from.drain();
        }
        for (int i = 0; i < 1 + random.nextInt(20); i++) {
            from.carry(to.session);
        }
    }

    private static void check(List<Flow[]> flows, End client, End server, String seed) {
        int whole = 0;
        for (Flow[] pair : flows) {
            for (Flow flow : pair) {
                if (!flow.broken) {
                    assertEquals(flow.sentBytes, flow.receivedBytes, seed);
                    assertEquals(flow.sent.getValue(), flow.received.getValue(), seed);
                    assertEquals(true, flow.finished, seed);
                    whole++;
                }
            }
        }
        assertEquals(true, whole > STREAMS, seed + ": only " + whole + " whole");
        assertEquals(0, client.session.liveStreams(), seed);
        assertEquals(0, server.session.liveStreams(), seed);
        client.session.close();
        server.session.carrierLost("test over");
        client.drain();
        for (End end : List.of(client, server)) {
            for (ByteBuf left = end.wire.poll(); left != null; left = end.wire.poll()) {
                left.release();
            }
            end.batch.release();
            end.given.forEach(segment -> assertEquals(0, segment.refCnt(), seed));
        }
    }
}
