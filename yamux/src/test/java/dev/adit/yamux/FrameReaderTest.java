// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.yamux.PeerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of an independent codec come out of our reader unchanged, wherever the bytes are split. */
class FrameReaderTest {
    private static final class Collected implements FrameReader.Sink {
        final List<PeerFrame> frames = new ArrayList<>();
        private final StringBuilder payload = new StringBuilder();
        private int typeAndFlags;
        private int id;
        private int length;

        @Override
        public long onHeader(int newTypeAndFlags, int newId, int newLength) {
            typeAndFlags = newTypeAndFlags;
            id = newId;
            length = newLength;
            payload.setLength(0);
            boolean carries = newTypeAndFlags >> 16 == Header.DATA && newLength > 0;
            if (!carries) {
                add();
            }
            return carries ? newLength : 0;
        }

        @Override
        public void onPayload(ByteBuf piece, boolean last) {
            payload.append(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
            if (last) {
                add();
            }
        }

        private void add() {
            int type = typeAndFlags >> 16;
            frames.add(new PeerFrame(0, type, typeAndFlags & 0xFFFF, id, length, payload.toString()));
        }

        @Override
        public boolean wantsMore() {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everySplitGivesTheSameFrames(long seed) throws Exception {
        Random random = new Random(seed);
        List<PeerFrame> played = new ArrayList<>();
        ByteBuf wire = Unpooled.buffer();
        for (int i = 0; i < 500; i++) {
            PeerFrame frame = frame(random);
            played.add(frame);
            wire.writeBytes(frame.bytes());
        }
        Collected collected = new Collected();
        FrameReader reader = new FrameReader();
        while (wire.isReadable()) {
            int piece = Math.min(wire.readableBytes(), 1 + random.nextInt(40));
            reader.read(wire.readSlice(piece), collected);
        }
        assertEquals(played, collected.frames, "seed " + seed);
        assertEquals(1, wire.refCnt(), "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void batchWritesWhatAnIndependentReaderReads(long seed) {
        Random random = new Random(seed);
        Bench client = Bench.client();
        Stream stream = client.open(new RecordedStream());
        StringBuilder written = new StringBuilder();
        StringBuilder read = new StringBuilder();
        while (written.length() < Windows.INITIAL_BYTES - 10_000) {
            String text = String.valueOf((char) ('a' + random.nextInt(26))).repeat(1 + random.nextInt(9_000));
            written.append(text);
            stream.write(Bench.bytes(text));
            if (random.nextInt(3) == 0) {
                client.sent(500 + random.nextInt(30_000)).forEach(frame -> read.append(frame.payload()));
            }
        }
        while (client.session.hasPending()) {
            client.sent(500 + random.nextInt(30_000)).forEach(frame -> read.append(frame.payload()));
        }
        assertEquals(written.toString(), read.toString(), "seed " + seed);
    }

    private static PeerFrame frame(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> PeerFrame.windowUpdate(random.nextInt(16), random.nextInt(), random.nextInt() & 0xFFFFFFFFL);
            case 1 -> PeerFrame.ping(1 + random.nextInt(2), random.nextInt());
            case 2 -> PeerFrame.goAway(random.nextInt(3));
            default -> PeerFrame.data(random.nextInt(16), random.nextInt(), "d".repeat(random.nextInt(200)));
        };
    }
}
