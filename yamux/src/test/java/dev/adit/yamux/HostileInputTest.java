// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static dev.adit.testkit.yamux.PeerFrame.ACK;
import static dev.adit.testkit.yamux.PeerFrame.FIN;
import static dev.adit.testkit.yamux.PeerFrame.RST;
import static dev.adit.testkit.yamux.PeerFrame.SYN;
import static dev.adit.testkit.yamux.PeerFrame.data;
import static dev.adit.testkit.yamux.PeerFrame.dataDeclaring;
import static dev.adit.testkit.yamux.PeerFrame.goAway;
import static dev.adit.testkit.yamux.PeerFrame.hex;
import static dev.adit.testkit.yamux.PeerFrame.ping;
import static dev.adit.testkit.yamux.PeerFrame.windowUpdate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.yamux.PeerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue of hostile yamux input, YX-01 to YX-17, played against a server session whose peer opens odd ids. */
class HostileInputTest {
    private static final int OTHER = 16;

    private static PeerFrame raw(int version, int type, int flags, int id, int length) {
        return new PeerFrame(version, type, flags, id, length, "");
    }

    static Stream<Arguments> fatal() {
        return Stream.of(
                fatal("YX-01 Y-01 version 1", hex("01 00 0001 00000001 00000000")),
                fatal("YX-02 Y-01 type 4", hex("00 04 0000 00000001 00000000")),
                fatal("YX-02 Y-01 type 255", hex("00 ff 0000 00000001 00000000")),
                fatal("YX-03 Y-02 data on 0", hex("00 00 0001 00000000 00000000")),
                fatal("YX-03 Y-02 window update on 0", hex("00 01 0000 00000000 00000001")),
                fatal("Y-02 ping on 5", raw(0, 2, SYN, 5, 1).bytes()),
                fatal("YX-15 Y-02 GoAway on 5", raw(0, 3, 0, 5, 0).bytes()),
                fatal("YX-04 Y-03 data opens our parity", data(SYN, 2, "x").bytes()),
                fatal(
                        "YX-04 Y-03 window update opens our parity",
                        windowUpdate(SYN, 4, 0).bytes()),
                fatal(
                        "YX-04 Y-04 live id opened again",
                        data(SYN, 1, "x").bytes(),
                        data(SYN, 1, "y").bytes()),
                fatal(
                        "YX-06 Y-07 window overflow with SYN",
                        dataDeclaring(SYN, 1, 262_145, "x").bytes()),
                fatal(
                        "Y-07 window overflow later",
                        data(SYN, 1, "x").bytes(),
                        dataDeclaring(0, 1, 262_144, "").bytes()),
                fatal(
                        "YX-07 Y-08 4 GiB on a new stream",
                        dataDeclaring(SYN, 1, 0xFFFFFFFFL, "").bytes()),
                fatal(
                        "YX-08 Y-09 window beyond 32 bits",
                        windowUpdate(SYN, 1, 0).bytes(),
                        windowUpdate(0, 1, 0xFFFFFFFFL).bytes()),
                fatal(
                        "YX-08 Y-09 window beyond 32 bits with SYN",
                        windowUpdate(SYN, 1, 0xFFFC0000L).bytes()),
                fatal("YX-12 Y-06 data on 999, never opened", data(0, 999, "x").bytes()),
                fatal("Y-06 data on our 2, never opened", data(0, 2, "x").bytes()),
                fatal("YX-14 Y-12 SYN and ACK, data", data(SYN | ACK, 1, "x").bytes()),
                fatal(
                        "YX-14 Y-12 SYN and ACK, window update",
                        windowUpdate(SYN | ACK, 1, 0).bytes()));
    }

    private static Arguments fatal(String name, byte[]... frames) {
        return Arguments.of(name, List.of(frames));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fatal")
    void endsTheSessionWithGoAwayOne(String name, List<byte[]> frames) {
        for (int piece : new int[] {1, 5, 1 << 20}) {
            Bench server = Bench.server();
            for (byte[] frame : frames) {
                server.playSplit(frame, piece);
            }
            assertEquals(SessionEnd.Cause.PEER_VIOLATION, server.end().cause(), name);
            assertEquals(List.of(goAway(1)), server.sent(), name);
            assertEquals(0, server.session.liveStreams(), name);
            assertEquals(0, server.time.timers(), name);
            assertFalse(server.session.hasPending(), name);
            server.play(data(SYN, 99, "more"));
            server.heard.values().forEach(events -> assertEquals(StreamEnd.SESSION_LOST, events.end, name));
        }
    }

    @Test
    void overflowWithSynLeavesNoStream() { // YX-06: checked before the stream exists
        Bench server = Bench.server();
        server.play(dataDeclaring(SYN, 1, 262_145, "x"));
        assertTrue(server.accepted.isEmpty());
    }

    @Test
    void swappedOpeningsBothWork() { // YX-05, Y-05
        Bench server = Bench.server();
        server.play(data(SYN, 3, "three"), data(SYN, 1, "one"), data(0, 3, "!"));
        assertEquals("three!", server.heard(3).text.toString());
        assertEquals("one", server.heard(1).text.toString());
    }

    @Test
    void openSurvivesAWindowAtItsUpperBound() { // Y-09: unsigned, and 2^32-1 is legal
        Bench server = Bench.server();
        server.play(windowUpdate(SYN, 1, 0xFFFBFFFFL));
        server.accepted(1).write(Bench.bytes("x"));
        assertEquals(List.of(data(ACK, 1, "x")), server.sent());
    }

    @Test
    void silenceInsideAHugeFrameEndsByKeepalive() { // YX-07, YX-17: nothing is allocated for the length
        Bench server = Bench.server();
        server.play(data(SYN, 1, "x"), dataDeclaring(0, 1, 262_143, "y"));
        RecordedStream events = server.heard(1);
        assertEquals("xy", events.text.toString());
        server.playSplit(new byte[] {0, 0}, 1);
        advance(server, 21);
        assertEquals(SessionEnd.Cause.SILENT, server.end().cause());
        assertEquals(StreamEnd.SESSION_LOST, events.end);
    }

    @Test
    void fiveHeaderBytesThenSilenceEndByKeepalive() { // YX-17
        Bench server = Bench.server();
        server.play(new byte[5]);
        advance(server, 21);
        assertEquals(SessionEnd.Cause.SILENT, server.end().cause());
        assertEquals(0, server.time.timers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"window", "data", "ping", "answer"})
    void floodOfEmptyFramesEndsTheSession(String kind) { // YX-09, Y-11, Y-18
        Bench server = Bench.server();
        server.play(data(SYN, 1, "x"));
        PeerFrame frame = switch (kind) {
            case "window" -> windowUpdate(0, 1, 0);
            case "data" -> data(0, 1, "");
            case "ping" -> ping(SYN, 7);
            default -> ping(ACK, 0x5555);
        };
        ByteBuf flood = Unpooled.buffer(12 * 100_000);
        for (int i = 0; i < 100_000; i++) {
            flood.writeBytes(frame.bytes());
        }
        server.session.receive(flood);
        assertEquals(SessionEnd.Cause.PEER_VIOLATION, server.end().cause());
        assertEquals(List.of(goAway(1)), server.sent());
        assertEquals(0, flood.refCnt());
    }

    @Test
    void aFewEmptyFramesPerSecondAreFineForEver() { // Y-11
        Bench server = Bench.server();
        server.play(data(SYN, 1, "x"));
        for (int second = 0; second < 600; second++) {
            for (int i = 0; i < 50; i++) {
                server.play(windowUpdate(0, 1, 0));
            }
            advance(server, 1);
        }
        assertNull(server.end);
    }

    @Test
    void streamsAboveTheLimitAreReset() { // Y-21: the newest goes, and the slot is used again
        Bench server = Bench.started(Role.SERVER, SessionConfig.DEFAULT.withStreams(2, 2));
        server.play(data(SYN, 1, "a"), data(SYN, 3, "b"), data(SYN, 5, "c"), data(0, 5, "more"));
        assertEquals(2, server.accepted.size());
        assertEquals(List.of(windowUpdate(RST, 5, 0)), server.sent());
        server.play(windowUpdate(RST, 1, 0), data(SYN, 7, "d"));
        assertEquals("d", server.heard(7).text.toString());
    }

    @Test
    void tenThousandOpeningsInOneWriteEndTheSession() { // YX-10
        Bench server = Bench.server();
        ByteBuf flood = Unpooled.buffer();
        for (int i = 0; i < 10_000; i++) {
            flood.writeBytes(windowUpdate(SYN, 2 * i + 1, 0).bytes());
        }
        server.session.receive(flood);
        assertEquals(1024, server.accepted.size());
        assertEquals(SessionEnd.Cause.PEER_VIOLATION, server.end().cause());
        assertEquals(0, server.session.liveStreams());
    }

    @Test
    void moreThanAHundredRefusedOpeningsEndTheSession() { // Y-20
        Bench server = Bench.server();
        server.refuses = true;
        for (int i = 0; i < 100; i++) {
            server.play(windowUpdate(SYN, 2 * i + 1, 0));
        }
        assertNull(server.end);
        assertEquals(100, server.sent().stream().filter(frame -> frame.has(RST)).count());
        server.play(windowUpdate(SYN, 201, 0));
        assertEquals(SessionEnd.Cause.PEER_VIOLATION, server.end().cause());
    }

    @Test
    void dataForAStreamThatWasResetIsDroppedInSilence() { // YX-11, Y-06
        Bench server = Bench.server();
        server.play(data(SYN, 1, "x"), data(SYN, 3, "other"));
        server.accepted(1).reset();
        assertEquals(List.of(windowUpdate(ACK, 1, 0), windowUpdate(RST, 1, 0)), server.sent());
        byte[] megabyte = dataDeclaring(0, 1, 1 << 20, "z".repeat(1 << 20)).bytes();
        for (int i = 0; i < 10; i++) {
            server.playSplit(megabyte, 10_007);
        }
        server.play(data(0, 3, "!"));
        assertEquals("other!", server.heard(3).text.toString());
        assertEquals(List.of(), server.sent());
        assertNull(server.heard(1).end);
    }

    @Test
    void secondFinResetsThatStreamOnly() { // YX-13, Y-13
        Bench server = Bench.server();
        server.play(data(SYN, 1, "x"), data(SYN, 3, "y"), windowUpdate(FIN, 1, 0), windowUpdate(FIN, 1, 0));
        assertEquals(StreamEnd.PEER_VIOLATION, server.heard(1).end);
        assertEquals(List.of(windowUpdate(ACK, 1, 0), windowUpdate(RST, 1, 0)), server.sent());
        assertEquals(1, server.session.liveStreams());
        assertNull(server.end);
    }

    @Test
    void dataAfterFinResetsThatStreamOnly() { // YX-13, Y-13
        Bench server = Bench.server();
        server.play(data(SYN | FIN, 1, "x"), data(0, 1, "late"), data(SYN, 3, "y"));
        assertEquals("x", server.heard(1).text.toString());
        assertEquals(StreamEnd.PEER_VIOLATION, server.heard(1).end);
        assertEquals("y", server.heard(3).text.toString());
        assertEquals(List.of(windowUpdate(ACK, 1, 0), windowUpdate(RST, 1, 0)), server.sent());
    }

    @Test
    void resetOfAnUnknownStreamIsIgnored() { // YX-13, Y-14
        Bench server = Bench.server();
        server.play(windowUpdate(RST, 77, 0), data(RST, 79, "payload"), data(SYN, 1, "x"));
        assertEquals("x", server.heard(1).text.toString());
        assertEquals(List.of(), server.sent());
    }

    @Test
    void payloadOfAResetIsSkipped() { // YX-13
        Bench server = Bench.server();
        server.play(data(SYN, 1, "x"), data(RST, 1, "payload"), data(SYN, 3, "y"));
        assertEquals(StreamEnd.RESET_BY_PEER, server.heard(1).end);
        assertEquals("x", server.heard(1).text.toString());
        assertEquals("y", server.heard(3).text.toString());
    }

    @Test
    void openAndResetInOneFrameOpensNothing() { // Y-12
        Bench server = Bench.server();
        server.play(data(SYN | RST, 1, "x"), data(0, 1, "late"), data(SYN, 3, "y"));
        assertEquals(1, server.accepted.size());
        assertNull(server.end);
    }

    @Test
    void unknownFlagBitsAreIgnored() { // YX-14, Y-12
        Bench server = Bench.server();
        server.play(data(SYN | OTHER, 1, "x"), data(OTHER, 1, "y"));
        assertEquals("xy", server.heard(1).text.toString());
    }

    @Test
    void politeGoAwayLetsTheDownloadComplete() { // YX-15, Y-19
        Bench server = Bench.server();
        RecordedStream events = new RecordedStream();
        server.open(events).finish();
        server.sent();
        server.play(goAway(0));
        assertEquals(List.of(GoAwayCode.NORMAL), server.goAways);
        assertFalse(server.session.canOpen());
        server.play(data(ACK, 2, "all"), data(FIN, 2, " of it"));
        assertEquals("all of it", events.text.toString());
        assertEquals(1, events.finished);
        server.time.advance(Duration.ZERO);
        assertEquals(SessionEnd.Cause.DRAINED, server.end().cause());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, -1})
    void goAwayWithAnErrorFailsAllStreams(int code) { // YX-15, Y-19
        Bench server = Bench.server();
        RecordedStream events = new RecordedStream();
        server.open(events);
        server.sent();
        server.play(goAway(code));
        assertEquals(StreamEnd.SESSION_LOST, events.end);
        assertEquals(SessionEnd.Cause.FAILED_BY_PEER, server.end().cause());
        assertEquals(
                code == 1 ? GoAwayCode.PROTOCOL_ERROR : GoAwayCode.INTERNAL_ERROR,
                server.end().code());
    }

    @Test
    void writeStallEndsTheSessionAfterTenSeconds() { // YX-16, Y-23
        Bench server = Bench.server();
        server.open(new RecordedStream()).write(Bench.bytes("x"));
        server.time.advance(Duration.ofMillis(9_900));
        assertNull(server.end);
        server.time.advance(Duration.ofMillis(200));
        assertEquals(SessionEnd.Cause.WRITE_STALLED, server.end().cause());
        assertEquals(1, server.sent().size());
    }

    @Test
    void resetsThatNobodyReadsEndTheSession() { // Y-22
        Bench server = Bench.server();
        int id = 1;
        while (server.end == null && id < 20_000) {
            server.play(data(SYN | FIN, id, "x"), data(0, id, "late"));
            id += 2;
        }
        assertEquals(SessionEnd.Cause.PEER_VIOLATION, server.end().cause());
        assertTrue(id > 2 * 4096, "ended at " + id);
    }

    @Test
    void pingAnswersAreBoundedAndCarryTheirValues() { // Y-18
        Bench server = Bench.server();
        for (int i = 0; i < 40; i++) {
            server.play(ping(SYN, 1000 + i));
        }
        List<PeerFrame> answers = server.sent();
        assertEquals(32, answers.size());
        assertEquals(ping(ACK, 1000), answers.getFirst());
        assertEquals(ping(ACK, 1031), answers.getLast());
    }

    /** Moves time in steps, with the peer silent and our frames read. */
    private static void advance(Bench bench, int seconds) {
        for (int i = 0; i < seconds && bench.end == null; i++) {
            bench.time.advance(Duration.ofSeconds(1));
            bench.sent();
        }
    }
}
