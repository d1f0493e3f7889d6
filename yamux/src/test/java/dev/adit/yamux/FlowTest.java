// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static dev.adit.testkit.yamux.PeerFrame.ACK;
import static dev.adit.testkit.yamux.PeerFrame.FIN;
import static dev.adit.testkit.yamux.PeerFrame.RST;
import static dev.adit.testkit.yamux.PeerFrame.SYN;
import static dev.adit.testkit.yamux.PeerFrame.data;
import static dev.adit.testkit.yamux.PeerFrame.ping;
import static dev.adit.testkit.yamux.PeerFrame.windowUpdate;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.yamux.PeerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Back-pressure, fairness and growth of one session. */
class FlowTest {
    private static final int HALF = Windows.INITIAL_BYTES / 2;

    private static String letters(int count) {
        return "x".repeat(count);
    }

    @Test
    void creditReturnsWhenHalfTheWindowWasDelivered() { // Y-10
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0), data(0, 2, letters(HALF - 1)));
        client.accepted(2).write(Bench.bytes("a"));
        assertEquals(List.of(data(ACK, 2, "a")), client.sent());
        client.play(data(0, 2, "x"));
        assertEquals(List.of(windowUpdate(0, 2, HALF)), client.sent());
    }

    @Test
    void pausedReaderReturnsNoCredit() { // Y-10, Y-26
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0));
        client.accepted(2).pauseReading();
        client.play(data(0, 2, letters(Windows.INITIAL_BYTES)));
        client.time.advance(Duration.ofMillis(25));
        assertEquals(List.of(windowUpdate(ACK, 2, 0)), client.sent());
        assertEquals(0, client.heard(2).text.length());
        client.play(windowUpdate(SYN, 4, 0), data(0, 4, "other"));
        assertEquals("other", client.heard(4).text.toString());
        client.accepted(2).resumeReading();
        assertEquals(Windows.INITIAL_BYTES, client.heard(2).text.length());
        assertEquals(List.of(windowUpdate(0, 2, Windows.INITIAL_BYTES)), client.sent());
    }

    /** A byte of its own for each buffer would be megabytes below the high mark. */
    @Test
    void tinyPiecesThatWaitAreGathered() {
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0));
        Stream stream = client.accepted(2);
        stream.write(Bench.bytes(letters(Windows.INITIAL_BYTES)));
        client.sent();
        List<ByteBuf> pieces = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            ByteBuf piece = Bench.bytes(String.valueOf((char) ('a' + i % 26)));
            pieces.add(piece);
            stream.write(piece);
        }
        long kept = pieces.stream().filter(piece -> piece.refCnt() > 0).count();
        assertTrue(kept <= 64, kept + " buffers are kept");
        client.play(windowUpdate(0, 2, 20_000));
        String sent = client.sent().stream().map(PeerFrame::payload).collect(joining());
        assertEquals(10_000, sent.length());
        for (int i = 0; i < sent.length(); i++) {
            assertEquals('a' + i % 26, sent.charAt(i), "at " + i);
        }
        stream.write(Bench.bytes("more"));
        assertEquals(List.of(data(0, 2, "more")), client.sent());
    }

    @Test
    void senderStopsAtThePeersWindow() {
        Bench client = Bench.client();
        RecordedStream events = new RecordedStream();
        Stream stream = client.open(events);
        stream.write(Bench.bytes(letters(2 * Windows.INITIAL_BYTES)));
        assertFalse(stream.isWritable());
        int sent = client.sent().stream().mapToInt(PeerFrame::length).sum();
        assertEquals(Windows.INITIAL_BYTES, sent);
        assertFalse(client.session.hasPending());
        assertEquals(0, events.writable);
        client.play(windowUpdate(ACK, 1, Windows.INITIAL_BYTES));
        assertEquals(16, client.sent().size());
        assertEquals(1, events.writable);
        assertTrue(stream.isWritable());
    }

    @Test
    void aStreamAloneHoldsMoreThanItsHighMark() {
        Bench client = Bench.client();
        RecordedStream events = new RecordedStream();
        Stream stream = client.open(events);
        stream.write(Bench.bytes(letters(Windows.DEFAULT.burstBytes() - 1)));
        assertTrue(stream.isWritable());
        stream.write(Bench.bytes("x"));
        assertFalse(stream.isWritable());
        client.sent(Windows.DEFAULT.burstBytes() / 2);
        assertEquals(0, events.writable);
        client.sent(2_000);
        assertEquals(1, events.writable);
        assertTrue(stream.isWritable());
    }

    @Test
    void manyStreamsKeepToTheirHighMarks() {
        Bench client = Bench.client();
        client.open(new RecordedStream()).write(Bench.bytes(letters(Windows.DEFAULT.burstBytes())));
        Stream stream = client.open(new RecordedStream());
        stream.write(Bench.bytes(letters(Windows.DEFAULT.highWaterBytes() - 1)));
        assertTrue(stream.isWritable());
        stream.write(Bench.bytes("x"));
        assertFalse(stream.isWritable());
        client.sent();
    }

    @Test
    void aStreamWhoseWindowIsShortKeepsToItsHighMark() {
        Bench client = Bench.client();
        Stream stream = client.open(new RecordedStream());
        stream.write(Bench.bytes(letters(Windows.INITIAL_BYTES - Windows.DEFAULT.highWaterBytes())));
        client.sent();
        stream.write(Bench.bytes(letters(Windows.DEFAULT.highWaterBytes())));
        assertTrue(stream.isWritable());
        stream.write(Bench.bytes("x"));
        assertFalse(stream.isWritable());
    }

    @Test
    void streamsTakeTurnsInFramesOf16KiB() { // Y-24
        Bench client = Bench.client();
        Stream bulk = client.open(new RecordedStream());
        bulk.write(Bench.bytes(letters(100_000)));
        Stream small = client.open(new RecordedStream());
        small.write(Bench.bytes("small"));
        client.session.ping(() -> {});
        List<PeerFrame> frames = client.sent();
        assertEquals(2, frames.get(0).type());
        assertEquals(16 * 1024, frames.get(1).length());
        assertEquals(data(SYN, 3, "small"), frames.get(2));
        assertEquals(1, frames.get(3).id());
    }

    @Test
    void drainKeepsToItsBound() {
        Bench client = Bench.client();
        Stream bulk = client.open(new RecordedStream());
        bulk.write(Bench.bytes(letters(100_000)));
        StringBuilder all = new StringBuilder();
        while (client.session.hasPending()) {
            client.session.drain(client.batch, 10_000);
            assertTrue(client.batch.byteCount() <= 10_000);
            client.sent(0).forEach(frame -> all.append(frame.payload()));
        }
        assertEquals(100_000, all.length());
    }

    @Test
    void fullDuplexNeverDeadlocks() { // Y-24: updates never wait behind data
        Bench client = Bench.client();
        Stream stream = client.open(new RecordedStream());
        stream.write(Bench.bytes(letters(Windows.INITIAL_BYTES)));
        client.sent();
        stream.write(Bench.bytes("blocked"));
        client.play(data(ACK, 1, letters(HALF)));
        assertEquals(List.of(windowUpdate(0, 1, HALF)), client.sent());
        client.play(windowUpdate(0, 1, 7));
        assertEquals(List.of(data(0, 1, "blocked")), client.sent());
    }

    /** Y-26: fifty slow uploads grew their windows past the bound, and half of them were reset for it. */
    @Test
    void windowsDoNotGrowBeyondWhatTheSessionMayBuffer() {
        long bound = 2L * Windows.INITIAL_BYTES - 1;
        Bench client = new Bench(Role.CLIENT, SessionConfig.DEFAULT.withBufferedBytes(bound));
        takeTwoWindowsInTwoRoundTripsEach(client);
        assertEquals(List.of(windowUpdate(0, 2, HALF)), client.sent());
        assertEquals(256L << 20, client.growth.freeBytes());
    }

    @Test
    void windowDoublesWhenItSetsThePaceAndComesBackAtTheEnd() {
        Bench client = new Bench(Role.CLIENT, SessionConfig.DEFAULT);
        takeTwoWindowsInTwoRoundTripsEach(client);
        assertEquals(List.of(windowUpdate(0, 2, HALF + Windows.INITIAL_BYTES)), client.sent());
        assertEquals((256L << 20) - Windows.INITIAL_BYTES, client.growth.freeBytes());
        client.play(windowUpdate(RST, 2, 0));
        assertEquals(256L << 20, client.growth.freeBytes());
    }

    private static void takeTwoWindowsInTwoRoundTripsEach(Bench client) {
        client.session.start();
        int value = client.sent().getFirst().length();
        client.time.advance(Duration.ofMillis(50));
        client.play(ping(ACK, value));
        assertEquals(Duration.ofMillis(50), client.session.roundTrip());
        client.play(windowUpdate(SYN, 2, 0), data(0, 2, letters(HALF)));
        for (int half = 1; half < 4; half++) {
            client.sent();
            client.time.advance(Duration.ofMillis(30));
            client.play(data(0, 2, letters(HALF)));
        }
    }

    @Test
    void stillestStreamIsResetWhenTheSessionBuffersTooMuch() { // Y-26
        Bench client = Bench.started(Role.CLIENT, SessionConfig.DEFAULT.withBufferedBytes(10_000));
        client.play(windowUpdate(SYN, 2, 0), windowUpdate(SYN, 4, 0), windowUpdate(SYN, 6, 0));
        for (int id : new int[] {2, 4, 6}) {
            client.accepted(id).pauseReading();
            client.time.advance(Duration.ofMillis(1));
            client.play(data(0, id, letters(3000)));
        }
        client.play(data(0, 6, letters(1500)));
        assertEquals(StreamEnd.STALLED, client.heard(2).end);
        assertNull(client.heard(4).end);
        assertNull(client.heard(6).end);
        assertTrue(client.sent().contains(windowUpdate(RST, 2, 0)));
        client.accepted(6).resumeReading();
        assertEquals(4500, client.heard(6).text.length());
    }

    @Test
    void smallPiecesThatWaitAreCopiedTogether() { // Y-26: a byte must not pin a whole read buffer
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0));
        client.accepted(2).pauseReading();
        ByteBuf frame = Bench.bytes("");
        frame.writeBytes(data(0, 2, "abc").bytes());
        client.session.receive(frame);
        assertEquals(0, frame.refCnt());
        client.playSplit(data(0, 2, "defghi").bytes(), 1);
        client.accepted(2).resumeReading();
        assertEquals("abcdefghi", client.heard(2).text.toString());
        assertEquals(List.of("bytes"), client.heard(2).order);
    }

    @Test
    void aReadThatFilledLittleOfItsBufferIsNotPinnedByWhatWaits() { // H1-21: 64 KiB each time, for what came
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0));
        client.accepted(2).pauseReading();
        ByteBuf sparse =
                Unpooled.buffer(64 * 1024).writeBytes(data(0, 2, letters(5000)).bytes());
        ByteBuf dense = Unpooled.copiedBuffer(data(0, 2, letters(5000)).bytes());
        client.session.receive(sparse);
        client.session.receive(dense);
        assertEquals(0, sparse.refCnt());
        assertEquals(1, dense.refCnt());
        client.accepted(2).resumeReading();
        assertEquals(letters(5000) + letters(5000), client.heard(2).text.toString());
    }

    @Test
    void bufferedDataStaysReadableAfterFinAndAfterTheSession() { // Y-27
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0));
        client.accepted(2).pauseReading();
        client.play(data(FIN, 2, "late"));
        client.session.close();
        RecordedStream events = client.heard(2);
        assertEquals(List.of(), events.order);
        client.accepted(2).resumeReading();
        assertEquals("late", events.text.toString());
        assertEquals(List.of("bytes", "finished", "reset"), events.order);
        assertEquals(StreamEnd.SESSION_LOST, events.end);
    }

    @Test
    void resetDropsBufferedData() { // Y-14, Y-27
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0));
        client.accepted(2).pauseReading();
        client.play(data(0, 2, "lost"), windowUpdate(RST, 2, 0));
        client.accepted(2).resumeReading();
        assertEquals(List.of("reset"), client.heard(2).order);
    }

    @Test
    void unsentBuffersAreReleasedWhateverEndsTheStream() {
        Bench client = Bench.client();
        ByteBuf afterReset = Bench.bytes("a");
        ByteBuf queued = Bench.bytes("b");
        ByteBuf afterFinish = Bench.bytes("c");
        ByteBuf underClose = Bench.bytes("d");
        Stream first = client.open(new RecordedStream());
        first.write(queued);
        first.reset();
        first.write(afterReset);
        Stream second = client.open(new RecordedStream());
        second.write(underClose);
        second.finish();
        second.write(afterFinish);
        client.session.close();
        for (ByteBuf buffer : List.of(afterReset, queued, afterFinish, underClose)) {
            assertEquals(0, buffer.refCnt());
        }
    }

    @Test
    void batchLeavesTheReserveInFrontAndSlicesLargePayload() {
        Bench client = Bench.client();
        ByteBuf large = Bench.bytes(letters(20_000));
        client.open(new RecordedStream()).write(large);
        client.session.drain(client.batch, Bench.CARRIER_BYTES);
        assertEquals(20_000 + 2 * 12, client.batch.byteCount());
        int[] segments = {0};
        client.batch.forEachSegment(segment -> {
            if (segments[0]++ == 0) {
                assertEquals(14, segment.readerIndex());
                assertEquals(12, segment.readableBytes());
            }
            segment.release();
        });
        assertEquals(3, segments[0]);
        assertEquals(0, large.refCnt());
        assertTrue(client.batch.isEmpty());
    }
}
