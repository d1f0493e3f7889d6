// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static dev.adit.testkit.yamux.PeerFrame.ACK;
import static dev.adit.testkit.yamux.PeerFrame.FIN;
import static dev.adit.testkit.yamux.PeerFrame.RST;
import static dev.adit.testkit.yamux.PeerFrame.SYN;
import static dev.adit.testkit.yamux.PeerFrame.data;
import static dev.adit.testkit.yamux.PeerFrame.goAway;
import static dev.adit.testkit.yamux.PeerFrame.ping;
import static dev.adit.testkit.yamux.PeerFrame.windowUpdate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.yamux.PeerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Births, deadlines and ends of streams and sessions. */
class LifeTest {
    @Test
    void openingsWaitAbove256Unacknowledged() { // Y-15
        Bench server = Bench.server();
        List<RecordedStream> events = new ArrayList<>();
        for (int i = 0; i < 258; i++) {
            events.add(new RecordedStream());
            server.open(events.get(i));
        }
        assertEquals(256, server.sent().size());
        server.play(windowUpdate(ACK, 2, 0));
        assertEquals(List.of(windowUpdate(SYN, 514, 0)), server.sent());
        server.play(windowUpdate(RST, 4, 0));
        assertEquals(StreamEnd.OPEN_REFUSED, events.get(1).end);
        assertEquals(List.of(windowUpdate(SYN, 516, 0)), server.sent());
    }

    /** PE-27, U1: a request that breaks off in the turn that opened its stream must not silence the session. */
    @Test
    void streamResetBeforeItsFirstFrameLeavesTheOthersTheirTurn() {
        Bench server = Bench.server();
        Stream broken = server.open(new RecordedStream());
        broken.write(Bench.bytes("never sent"));
        broken.reset();
        assertFalse(server.session.hasPending());
        int before = server.pendings;
        server.open(new RecordedStream()).write(Bench.bytes("hello"));
        assertEquals(before + 1, server.pendings, "the carrier is told of what waits now");
        assertEquals(List.of(data(SYN, 4, "hello")), server.sent());
    }

    @Test
    void slotOfAnOpeningComesBackHoweverItEnds() { // Y-15: the semaphore that was not returned
        Bench server =
                Bench.started(Role.SERVER, SessionConfig.DEFAULT.withLimits(Limits.DEFAULT.withUnacknowledgedOpens(1)));
        Stream first = server.open(new RecordedStream());
        server.open(new RecordedStream());
        server.open(new RecordedStream());
        assertEquals(List.of(windowUpdate(SYN, 2, 0)), server.sent());
        first.reset();
        assertEquals(List.of(windowUpdate(RST, 2, 0), windowUpdate(SYN, 4, 0)), server.sent());
        server.play(data(FIN, 4, "implied ACK"));
        assertEquals(List.of(windowUpdate(SYN, 6, 0)), server.sent());
    }

    @Test
    void resetOfATakenStreamComesBehindItsAck() { // Y-14: RST alone would say that the stream was refused
        Bench client = Bench.client();
        client.play(data(SYN, 2, "x"), data(SYN, 4, "x"));
        client.accepted(2).reset();
        client.accepted(4).write(Bench.bytes("y"));
        assertEquals(List.of(windowUpdate(ACK, 2, 0), windowUpdate(RST, 2, 0), data(ACK, 4, "y")), client.sent());
        client.accepted(4).reset();
        assertEquals(List.of(windowUpdate(RST, 4, 0)), client.sent());
    }

    @Test
    void ackStaysAheadOfItsResetHoweverNarrowTheCarrier() { // Y-14
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0), windowUpdate(SYN, 4, 0));
        client.accepted(2).reset();
        assertEquals(List.of(windowUpdate(ACK, 2, 0)), client.sent(12));
        client.accepted(4).reset();
        assertEquals(List.of(windowUpdate(ACK, 4, 0)), client.sent(12));
        assertEquals(List.of(windowUpdate(RST, 2, 0), windowUpdate(RST, 4, 0)), client.sent());
    }

    @Test
    void refusedStreamGetsNoAck() { // Y-14, Y-20
        Bench client = Bench.client();
        client.refuses = true;
        client.play(data(SYN, 2, "x"));
        assertEquals(List.of(windowUpdate(RST, 2, 0)), client.sent());
    }

    @Test
    void resetWithAnAckInTheSameFrameIsNoRefusal() { // Y-14
        Bench server = Bench.server();
        RecordedStream events = new RecordedStream();
        server.open(events);
        server.sent();
        server.play(windowUpdate(ACK | RST, 2, 0));
        assertEquals(StreamEnd.RESET_BY_PEER, events.end);
    }

    @Test
    void waitingOpeningTimesOut() { // Y-15
        Bench server =
                Bench.started(Role.SERVER, SessionConfig.DEFAULT.withLimits(Limits.DEFAULT.withUnacknowledgedOpens(1)));
        server.open(new RecordedStream());
        RecordedStream waiting = new RecordedStream();
        server.open(waiting);
        pass(server, 10);
        assertEquals(StreamEnd.OPEN_TIMEOUT, waiting.end);
        assertEquals(1, server.session.liveStreams());
    }

    @Test
    void unacknowledgedStreamFailsAndThreeInARowEndTheSession() { // Y-16
        Bench server = Bench.server();
        RecordedStream first = new RecordedStream();
        server.open(first);
        pass(server, 30);
        assertEquals(StreamEnd.ACK_TIMEOUT, first.end);
        assertNull(server.end);
        server.open(new RecordedStream());
        server.open(new RecordedStream());
        pass(server, 30);
        assertEquals(SessionEnd.Cause.UNACKNOWLEDGED, server.end().cause());
        assertEquals(0, server.time.timers());
    }

    @Test
    void halfCloseLeavesTheOtherDirection() { // Y-13
        Bench client = Bench.client();
        RecordedStream events = new RecordedStream();
        Stream stream = client.open(events);
        stream.finish();
        assertEquals(List.of(windowUpdate(SYN | FIN, 1, 0)), client.sent());
        client.play(windowUpdate(ACK, 1, 0), data(0, 1, "a"), data(0, 1, "b"));
        assertEquals("ab", events.text.toString());
        assertEquals(1, client.session.liveStreams());
        client.play(windowUpdate(FIN, 1, 0));
        assertEquals(1, events.finished);
        assertEquals(0, client.session.liveStreams());
    }

    @Test
    void abandonedStreamReturnsCreditAndIsResetAfterFiveMinutes() { // Y-17
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0));
        client.accepted(2).finish();
        client.accepted(2).abandon();
        client.sent();
        client.play(data(0, 2, "x".repeat(Windows.INITIAL_BYTES / 2)));
        assertEquals(List.of(windowUpdate(0, 2, Windows.INITIAL_BYTES / 2)), client.sent());
        assertEquals(0, client.heard(2).text.length());
        pass(client, 298);
        assertNull(client.heard(2).end);
        pass(client, 3);
        assertEquals(StreamEnd.ABANDONED, client.heard(2).end);
        assertEquals(0, client.session.liveStreams());
    }

    @Test
    void abandoningAPausedStreamLetsItsFinEndIt() { // Y-13, Y-17
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0), windowUpdate(SYN, 4, 0));
        for (int id : new int[] {2, 4}) {
            client.accepted(id).pauseReading();
            client.accepted(id).finish();
            client.accepted(id).abandon();
        }
        client.accepted(4).pauseReading();
        client.sent();
        client.play(data(FIN, 2, "x"), data(FIN, 4, "y"));
        assertEquals(0, client.session.liveStreams());
    }

    @Test
    void halfClosedStreamWithAReaderHasNoDeadline() { // Y-17: every GET is one from birth
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0));
        client.accepted(2).finish();
        pass(client, 900);
        assertNull(client.heard(2).end);
        assertEquals(1, client.session.liveStreams());
    }

    @Test
    void ownGoAwayResetsNewStreamsAndEndsWithTheLast() { // Y-19
        Bench client = Bench.client();
        client.play(data(SYN, 2, "x"));
        client.session.goAway();
        assertFalse(client.session.canOpen());
        assertThrows(SessionClosedException.class, () -> client.open(new RecordedStream()));
        client.play(data(SYN, 4, "new"));
        assertTrue(client.sent().containsAll(List.of(goAway(0), windowUpdate(RST, 4, 0))));
        client.accepted(2).finish();
        client.play(windowUpdate(FIN, 2, 0));
        client.sent();
        client.time.advance(Duration.ZERO);
        assertEquals(SessionEnd.Cause.DRAINED, client.end().cause());
        assertEquals(0, client.time.timers());
    }

    @Test
    void closeTellsEveryStreamAndLeavesOnlyTheGoAway() { // Y-25
        Bench client = Bench.client();
        List<RecordedStream> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            RecordedStream one = new RecordedStream();
            events.add(one);
            client.open(one).write(Bench.bytes("unsent"));
            one.onReset = client.session::close;
        }
        client.session.close();
        events.forEach(one -> assertEquals(StreamEnd.SESSION_LOST, one.end));
        assertEquals(List.of(goAway(0)), client.sent());
        assertEquals(0, client.time.timers());
        assertEquals(SessionEnd.Cause.CLOSED, client.end().cause());
    }

    @Test
    void sessionMayBeClosedInsideEveryCallback() {
        byte[] frames = concat(data(SYN | FIN, 1, "a"), data(SYN, 3, "b"), ping(SYN, 1), data(SYN, 5, "c"));
        Bench inBytes = Bench.server();
        inBytes.onStream = () -> {
            if (inBytes.accepted.size() == 1) {
                inBytes.session.close();
            }
        };
        ByteBuf buffer = Unpooled.copiedBuffer(frames);
        inBytes.session.receive(buffer);
        assertEquals(0, buffer.refCnt());
        assertEquals(SessionEnd.Cause.CLOSED, inBytes.end().cause());
        assertEquals(0, inBytes.session.liveStreams());
        assertEquals(StreamEnd.SESSION_LOST, inBytes.heard(3).end);
        assertEquals(0, inBytes.time.timers());
    }

    @Test
    void readerMayPauseResumeWriteAndResetInsideItsCallback() {
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0), windowUpdate(SYN, 4, 0));
        Stream echo = client.accepted(2);
        client.heard(2).onBytes = () -> {
            echo.pauseReading();
            echo.write(Bench.bytes("echo"));
            echo.resumeReading();
            client.accepted(4).reset();
        };
        client.play(data(0, 2, "one"), data(0, 4, "gone"), data(FIN, 2, "two"));
        assertEquals(List.of("bytes", "bytes", "finished"), client.heard(2).order);
        assertEquals(0, client.heard(4).text.length());
        assertTrue(client.sent().contains(data(ACK, 2, "echoecho")));
    }

    @Test
    void ownerMayWriteFromOnWritable() {
        Bench client = Bench.client();
        RecordedStream events = new RecordedStream();
        Stream stream = client.open(events);
        stream.write(Bench.bytes("x"));
        client.sent();
        client.play(windowUpdate(ACK, 1, 1_000));
        events.onWritable = () -> stream.write(Bench.bytes("more"));
        stream.write(Bench.bytes("x".repeat(Windows.DEFAULT.burstBytes())));
        int before = client.pendings;
        client.sent();
        assertEquals(before + 1, client.pendings);
        assertEquals(List.of(data(0, 1, "more")), client.sent());
    }

    @Test
    void pingsGoBothWaysAndMeasure() { // Y-18
        Bench client = Bench.client();
        boolean[] answered = {false};
        client.session.ping(() -> answered[0] = true);
        PeerFrame ping = client.sent().getFirst();
        assertTrue(ping.has(SYN));
        client.play(ping(SYN, 77));
        assertEquals(List.of(ping(ACK, 77)), client.sent());
        client.play(ping(ACK, ping.length()));
        assertTrue(answered[0]);
    }

    @Test
    void idleSessionPingsWithJitterAndKeepsOneTimer() {
        Bench client = Bench.client();
        int pings = 0;
        for (int i = 0; i < 600; i++) {
            client.time.advance(Duration.ofSeconds(1));
            assertTrue(client.time.timers() <= 1);
            for (PeerFrame frame : client.sent()) {
                pings++;
                client.play(ping(ACK, frame.length()));
            }
        }
        assertTrue(pings >= 50 && pings <= 75, pings + " pings in 600 s");
        assertNull(client.end);
    }

    @Test
    void ourBugEndsTheSessionAndIsThrown() {
        Bench client = Bench.client();
        client.play(windowUpdate(SYN, 2, 0));
        client.heard(2).onBytes = () -> {
            throw new IllegalStateException("a bug");
        };
        ByteBuf bytes = Unpooled.copiedBuffer(data(0, 2, "x").bytes());
        assertThrows(IllegalStateException.class, () -> client.session.receive(bytes));
        assertEquals(0, bytes.refCnt());
        assertEquals(SessionEnd.Cause.BUG, client.end().cause());
        assertEquals(List.of(goAway(2)), client.sent());
    }

    @Test
    void lostCarrierFailsStreamsAndSaysNothing() {
        Bench client = Bench.client();
        RecordedStream events = new RecordedStream();
        client.open(events);
        client.session.carrierLost("gone");
        assertEquals(StreamEnd.SESSION_LOST, events.end);
        assertFalse(client.session.hasPending());
        assertEquals(List.of(), client.sent());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void randomFramesHaveOnlyAllowedOutcomes(long seed) { // YX-20
        Random random = new Random(seed);
        int ended = 0;
        for (int round = 0; round < 400; round++) {
            Bench server = Bench.server();
            for (int i = 0; i < 300 && server.end == null; i++) {
                server.playSplit(randomFrame(random), 1 + random.nextInt(40));
                actRandomly(server, random);
            }
            boolean alive = server.end == null;
            server.session.close();
            server.accepted.forEach(Stream::reset);
            server.sent();
            if (!alive) {
                ended++;
                assertTrue(
                        server.end().cause() == SessionEnd.Cause.PEER_VIOLATION
                                || server.end().cause() == SessionEnd.Cause.FAILED_BY_PEER,
                        "seed " + seed + ": " + server.end());
                assertEquals(0, server.session.liveStreams(), "seed " + seed);
                assertEquals(0, server.time.timers(), "seed " + seed);
            }
        }
        assertTrue(ended > 100, "seed " + seed + ": only " + ended + " sessions were ended");
    }

    private static byte[] randomFrame(Random random) {
        if (random.nextInt(200) == 0) {
            byte[] noise = new byte[12];
            random.nextBytes(noise);
            return noise;
        }
        int[] flags = {0, 0, 0, SYN, SYN, SYN | FIN, FIN, RST, ACK, ACK | FIN, 16};
        int flag = flags[random.nextInt(flags.length)];
        int id = 1 + random.nextInt(random.nextInt(30) == 0 ? 40 : 12) * 2 % 24;
        return switch (random.nextInt(40)) {
            case 0 -> ping(random.nextInt(4), random.nextInt(3)).bytes();
            case 1 -> goAway(random.nextInt(20) == 0 ? 1 : 0).bytes();
            case 2, 3, 4, 5 -> windowUpdate(flag, id, random.nextInt(1 << 20)).bytes();
            default -> data(flag, id, "p".repeat(random.nextInt(600))).bytes();
        };
    }

    private static void actRandomly(Bench server, Random random) {
        if (!server.accepted.isEmpty() && random.nextInt(3) == 0) {
            Stream stream = server.accepted.get(random.nextInt(server.accepted.size()));
            switch (random.nextInt(8)) {
                case 0 -> stream.reset();
                case 1 -> stream.finish();
                case 2 -> stream.pauseReading();
                case 3, 4 -> stream.resumeReading();
                case 5 -> stream.abandon();
                default -> stream.write(Bench.bytes("answer"));
            }
        }
        if (random.nextInt(4) == 0) {
            server.sent();
        }
    }

    private static byte[] concat(PeerFrame... frames) {
        ByteBuf all = Unpooled.buffer();
        for (PeerFrame frame : frames) {
            all.writeBytes(frame.bytes());
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    /** Lets seconds pass with the peer answering pings and reading all we send. */
    private static void pass(Bench bench, int seconds) {
        for (int i = 0; i < seconds && bench.end == null; i++) {
            bench.time.advance(Duration.ofSeconds(1));
            for (PeerFrame frame : bench.sent()) {
                if (frame.type() == 2 && bench.end == null) {
                    bench.play(ping(ACK, frame.length()));
                }
            }
        }
    }
}
