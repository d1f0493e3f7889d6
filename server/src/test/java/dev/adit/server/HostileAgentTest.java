// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static dev.adit.testkit.yamux.PeerFrame.ACK;
import static dev.adit.testkit.yamux.PeerFrame.RST;
import static dev.adit.testkit.yamux.PeerFrame.SYN;
import static dev.adit.testkit.yamux.PeerFrame.data;
import static dev.adit.testkit.yamux.PeerFrame.dataDeclaring;
import static dev.adit.testkit.yamux.PeerFrame.goAway;
import static dev.adit.testkit.yamux.PeerFrame.hex;
import static dev.adit.testkit.yamux.PeerFrame.ping;
import static dev.adit.testkit.yamux.PeerFrame.windowUpdate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.yamux.PeerFrame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an agent's yamux frames can break is its own session (YX-01 to YX-17): its visitors get 502, its name is held,
 * and another agent's exchanges go on.
 */
class HostileAgentTest {
    /** The server's first stream, to which the agent answers. */
    private static final int STREAM = 2;

    static Stream<Arguments> fatal() {
        return Stream.of(
                Arguments.of("YX-01 version 1", hex("01 00 0001 00000003 00000000")),
                Arguments.of("YX-02 type 4", hex("00 04 0000 00000002 00000000")),
                Arguments.of("YX-02 type 255", hex("00 ff 0000 00000002 00000000")),
                Arguments.of("YX-03 data on 0", hex("00 00 0001 00000000 00000000")),
                Arguments.of("YX-03 window update on 0", hex("00 01 0000 00000000 00000001")),
                Arguments.of("YX-04 SYN of our parity", data(SYN, 8, "x").bytes()),
                Arguments.of("YX-04 SYN on a live id", data(SYN, 1, "x").bytes()),
                Arguments.of(
                        "YX-06 beyond the window",
                        dataDeclaring(0, STREAM, 262_145, "x").bytes()),
                Arguments.of(
                        "YX-07 4 GiB",
                        dataDeclaring(0, STREAM, 0xFFFF_FFFFL, "x").bytes()),
                Arguments.of(
                        "YX-08 window overflow",
                        windowUpdate(0, STREAM, 0xFFFF_FFFFL).bytes()),
                Arguments.of(
                        "YX-08 window overflow in a SYN",
                        windowUpdate(SYN, 3, 0xFFFC_0001L).bytes()),
                Arguments.of("YX-09 empty window updates", many(3000, windowUpdate(0, STREAM, 0))),
                Arguments.of("YX-09 empty data", many(3000, data(0, STREAM, ""))),
                Arguments.of("YX-09 pings", many(3000, ping(SYN, 1))),
                Arguments.of("YX-09 answers nobody asked for", many(3000, ping(ACK, -1))),
                Arguments.of("YX-10 SYN flood", opens(10_000)),
                Arguments.of("YX-12 data on 999", data(0, 999, "x").bytes()),
                Arguments.of("YX-14 SYN and ACK", data(SYN | ACK, 3, "x").bytes()),
                Arguments.of("YX-15 GoAway on 5", hex("00 03 0000 00000005 00000000")));
    }

    private static byte[] many(int count, PeerFrame frame) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(frame.bytes());
        }
        return all.toByteArray();
    }

    private static byte[] opens(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(windowUpdate(SYN, 3 + 2 * i, 0).bytes());
        }
        return all.toByteArray();
    }

    private static RawAgent badAgent(Stage stage) {
        RawAgent agent = stage.adit().greet();
        agent.claim(1, "bad");
        return agent;
    }

    private static RawClient waitingVisitor(Stage stage, RawAgent agent) {
        RawClient visitor = stage.visit("bad", "/");
        agent.awaitText(agent.accept(), "\r\n\r\n");
        return visitor;
    }

    private static void assertFailed(RawClient visitor) {
        RawResponse answer = visitor.readResponse();
        assertEquals(502, answer.status());
        assertEquals("ADIT-502-AGENT", answer.field("Adit-Error"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fatal")
    void aBreachEndsItsOwnSessionAlone(String name, byte[] frames) {
        try (Stage stage = Stage.open();
                Bystander good = new Bystander(stage);
                RawAgent agent = badAgent(stage);
                RawClient visitor = waitingVisitor(stage, agent)) {
            agent.socket().sendBinary(frames);
            assertEquals(1, agent.awaitGoAway(), name);
            assertEquals(1002, agent.awaitClose(), name);
            assertFailed(visitor);
            assertEquals(503, stage.get("bad.tunnels.test", "/").status());
            good.assertUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void aGoAwayWithAnErrorFailsItsStreams(int code) { // YX-15
        try (Stage stage = Stage.open();
                Bystander good = new Bystander(stage);
                RawAgent agent = badAgent(stage);
                RawClient visitor = waitingVisitor(stage, agent)) {
            agent.sendFrame(goAway(code));
            assertFailed(visitor);
            stage.awaitStatus(Duration.ofSeconds(1), "bad", 503);
            good.assertUnharmed();
        }
    }

    @Test
    void aPoliteGoAwayLetsTheDownloadComplete() { // YX-15
        try (Stage stage = Stage.open();
                RawAgent agent = badAgent(stage);
                RawClient visitor = waitingVisitor(stage, agent)) {
            agent.send(STREAM, "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
            visitor.readUntil("half");
            agent.sendFrame(goAway(0));
            stage.awaitStatus(Duration.ofSeconds(1), "bad", 503);
            agent.finish(STREAM, "done");
            assertEquals("done", visitor.readText(4));
        }
    }

    @Test
    void dataForAStreamThatWasResetIsDroppedWithoutAnswers() { // YX-11
        try (Stage stage = Stage.open();
                Bystander good = new Bystander(stage);
                RawAgent agent = badAgent(stage)) {
            waitingVisitor(stage, agent).reset();
            agent.awaitReset(STREAM);
            String megabyte = "z".repeat(1 << 20);
            for (int i = 0; i < 10; i++) {
                agent.sendFrame(data(0, STREAM, megabyte));
            }
            try (RawClient next = stage.visit("bad", "/next")) {
                agent.serve("next");
                assertEquals("next", next.readResponse().body());
            }
            assertEquals(
                    1,
                    agent.stream(STREAM).frames.stream()
                            .filter(frame -> frame.has(RST))
                            .count());
            good.assertUnharmed();
        }
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                Arguments.of("YX-13 RST of an unknown stream", windowUpdate(RST, 77, 0)),
                Arguments.of("YX-13 RST with a payload", data(RST, 79, "payload")),
                Arguments.of("YX-13 FIN for a stream that has ended", windowUpdate(PeerFrame.FIN, STREAM, 0)),
                Arguments.of("YX-13 data behind FIN", data(0, STREAM, "late")),
                Arguments.of("YX-14 an unknown flag", windowUpdate(0x10, STREAM, 1)),
                Arguments.of("Y-18 a ping", ping(SYN, 5)));
    }

    /** The exchange on the first stream has ended when the frame comes; a second one still runs. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void whatConcernsAnEndedStreamHarmsNoOther(String name, PeerFrame frame) {
        try (Stage stage = Stage.open();
                RawAgent agent = badAgent(stage);
                RawClient first = waitingVisitor(stage, agent);
                RawClient second = stage.visit("bad", "/second")) {
            int running = agent.accept();
            agent.finish(STREAM, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertEquals("ok", first.readResponse().body());
            agent.sendFrame(frame);
            agent.finish(running, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstill");
            assertEquals("still", second.readResponse().body(), name);
            assertTrue(agent.claim(2, "more").contains("\"claimed\""), name);
        }
    }

    @Test
    void aSecondFinResetsThatStreamAlone() { // YX-13
        try (Stage stage = Stage.open();
                RawAgent agent = badAgent(stage);
                RawClient upload = RawClient.connect(stage.port())
                        .send("POST / HTTP/1.1\r\nHost: bad.tunnels.test\r\nContent-Length: 9\r\n\r\nhalf")) {
            int id = agent.accept();
            agent.awaitText(id, "half");
            agent.sendFrame(windowUpdate(ACK | PeerFrame.FIN, id, 0));
            agent.sendFrame(windowUpdate(PeerFrame.FIN, id, 0));
            assertEquals(502, upload.readResponse("POST").status());
            agent.awaitReset(id);
            assertTrue(agent.claim(2, "more").contains("\"claimed\""));
        }
    }

    @Test
    void anOpeningThatIsNeverAcknowledgedIs504() { // YX-16, Y-16
        try (Stage stage = Stage.open(config ->
                        config.withTimeouts(Timeouts.withAcknowledge(config.timeouts(), Duration.ofMillis(300))));
                Bystander good = new Bystander(stage);
                RawAgent agent = badAgent(stage);
                RawClient visitor = waitingVisitor(stage, agent)) {
            RawResponse answer = visitor.readResponse();
            assertEquals(504, answer.status());
            assertEquals("ADIT-504-OPEN", answer.field("Adit-Error"));
            agent.awaitReset(STREAM);
            assertTrue(agent.claim(2, "more").contains("\"claimed\""), "the session lives on");
            good.assertUnharmed();
        }
    }

    /** A breach that breaks off: only silence tells, and it does after two intervals (CE-14). */
    @ParameterizedTest
    @ValueSource(strings = {"", "00 00 0000 00", "00 00 0000 00000002 00030000 48"})
    void silenceEndsTheSessionAfterTwoIntervals(String partial) { // YX-07, YX-17
        try (Stage stage = Stage.open(
                        config -> config.withTimeouts(Timeouts.withPing(config.timeouts(), Duration.ofMillis(500))));
                RawAgent agent = badAgent(stage);
                RawClient visitor = waitingVisitor(stage, agent)) {
            agent.freeze();
            agent.socket().sendBinary(hex(partial));
            assertFailed(visitor);
            stage.awaitStatus(Duration.ofSeconds(1), "bad", 503);
        }
    }
}
