// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.HttpLimits;
import dev.adit.server.ServerConfig;
import dev.adit.server.ServerLimits;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows about sizes, counts and deadlines, once each: PE-20, PE-26, PE-27, PE-30, PE-35, PE-46, PE-47. */
final class BoundsTest {
    private static final String CHUNKED =
            "POST / HTTP/1.1\r\nHost: cat.tunnels.test\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static Journal journal;

    @BeforeAll
    static void listen() {
        journal = Journal.install();
    }

    private static House house(int servicePort, UnaryOperator<ServerConfig> change) {
        return house(Place.ADIT_SUBDOMAIN, servicePort, change);
    }

    private static House house(Place place, int servicePort, UnaryOperator<ServerConfig> change) {
        return House.open(place, servicePort, change);
    }

    private static UnaryOperator<ServerConfig> bodyCap(long bytes) {
        HttpLimits limits = new HttpLimits(16_384, 32_768, 100, 8_192, 256, 16_384, bytes, 16, 64 * 1024, 64 * 1024);
        return config -> config.withLimits(ServerLimits.DEFAULT.withHttp(limits));
    }

    /** PE-20, PE-27: with a cap, before a byte of it is read; nothing whole reaches the service. */
    @Test
    void bodyOverTheCapIsRefused() {
        try (Recorder service = new Recorder();
                House house = house(service.port(), bodyCap(1_000));
                RawClient sized = house.connect();
                RawClient chunked = house.connect()) {
            sized.send("POST / HTTP/1.1\r\nHost: cat.tunnels.test\r\nContent-Length: 9223372036854775807\r\n\r\n");
            assertEquals("ADIT-413-BODY", sized.readResponse().field("Adit-Error"));
            assertEquals("", sized.readToEnd());
            chunked.send(CHUNKED + "100000001\r\n" + "x".repeat(1_001));
            assertEquals("ADIT-413-BODY", chunked.readResponse().field("Adit-Error"));
            assertEquals("", chunked.readToEnd());
            assertEquals(
                    List.of(), service.take().stream().filter(Message::whole).toList());
        }
    }

    /** PE-20: without one it is streamed, in our own rendering. */
    @Test
    void largestLengthIsForwarded() {
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.readToEnd()));
                House house = house(service.port(), config -> config);
                RawClient visitor = house.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: cat.tunnels.test\r\nContent-Length: 9223372036854775807\r\n\r\n");
            visitor.send("x".repeat(100_000));
            Await.until("the body so far", () -> service.received().endsWith("x".repeat(100_000)));
            assertTrue(service.received().contains("\r\nContent-Length: 9223372036854775807\r\n"));
        }
    }

    /** PE-26: nothing but empty lines. */
    @Test
    void megabytesOfEmptyLinesAreCutOff() {
        try (Recorder service = new Recorder();
                House house = house(service.port(), config -> config);
                RawClient visitor = house.connect()) {
            assertTrue(sendUntilCut(visitor, "", "\r\n".repeat(32 * 1024), 160) < 160, "all ten mebibytes were taken");
            assertEquals(List.of(), service.take());
        }
    }

    /** PE-30: at the cap of one chunk, and at that of the body. */
    @Test
    void chunkExtensionsAreCutOff() {
        try (Recorder service = new Recorder();
                House house = house(service.port(), config -> config);
                RawClient longOnes = house.connect();
                RawClient manyOnes = house.connect()) {
            String longOne = "1;" + "x".repeat(4_096) + "\r\nA\r\n";
            assertTrue(
                    sendUntilCut(longOnes, CHUNKED, longOne.repeat(256), 100) < 100,
                    "all hundred mebibytes were taken");
            manyOnes.send(CHUNKED + ("1;" + "x".repeat(200) + "\r\nA\r\n").repeat(100));
            assertEquals("ADIT-400-CHUNK", manyOnes.readResponse().field("Adit-Error"));
            assertEquals(
                    List.of(), service.take().stream().filter(Message::whole).toList());
        }
    }

    /** How many pieces could be sent before the connection broke. */
    private static int sendUntilCut(RawClient visitor, String first, String piece, int most) {
        int sent = 0;
        try {
            visitor.send(first);
            for (; sent < most; sent++) {
                visitor.send(piece);
            }
        } catch (UncheckedIOException cut) {
            return sent;
        }
        return sent;
    }

    /** PE-35: what is not read is not produced, and in the end the connection is broken off. */
    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"ADIT_SUBDOMAIN", "POOL_SUBDOMAIN"})
    void thousandRequestsWithoutAReaderAreBounded(Place place) {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000);
        Duration idle = Duration.ofSeconds(1);
        try (Recorder service = new Recorder();
                House house = house(
                        place,
                        service.port(),
                        config -> config.withTimeouts(Patience.hasty(Duration.ofSeconds(20), idle)));
                RawClient visitor = house.visitor().receiveBuffer(4_096)) {
            service.play(Reply.saying(answer));
            visitor.send(house.get("/").repeat(1_000));
            awaitBrokenOff(visitor);
            assertTrue(service.take().size() < 500, "the service was asked all the same");
        }
    }

    /** Within an answer or between two: what the visitor does not read may end anywhere. */
    private static void awaitBrokenOff(RawClient visitor) {
        Await.until(Duration.ofSeconds(20), "the end of the connection", () -> sendUntilCut(visitor, "", "x", 1) == 0);
    }

    private static void awaitTruncated(RawClient visitor) {
        String address = visitor.localAddress().getAddress().getHostAddress();
        Await.until(
                Duration.ofSeconds(20),
                "a log line of an answer that was cut",
                () -> journal.takeOf(address).stream()
                        .anyMatch(line -> line.contains("truncated") && line.contains("ADIT-504-IDLE")));
    }

    /** PE-46: each byte in time, the whole head not. */
    @Test
    void headThatDripsIsTimedOut() {
        Duration header = Duration.ofMillis(300);
        try (Recorder service = new Recorder();
                House house = house(
                        service.port(), config -> config.withTimeouts(Patience.hasty(header, Duration.ofSeconds(20))));
                RawClient visitor = house.connect()) {
            visitor.readPatience(Duration.ofMillis(20));
            int sent = 0;
            while (!hasAnswer(visitor)) {
                visitor.send("GET / HTTP/1.1\r\nX-Long: ".repeat(100).substring(sent, sent + 1));
                sent++;
            }
            visitor.readPatience(Duration.ofSeconds(20));
            assertTrue(visitor.readToEnd().startsWith("TP/1.1 408 "));
            assertEquals(List.of(), service.take());
        }
    }

    /** Reads the first two bytes of an answer, or gives up after the visitor's patience. */
    private static boolean hasAnswer(RawClient visitor) {
        try {
            return visitor.readText(2).equals("HT");
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** PE-46: ten mebibytes and nobody who takes them. */
    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"ADIT_SUBDOMAIN", "POOL_SUBDOMAIN"})
    void answerThatIsNotReadIsCut(Place place) {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n" + "x".repeat(10 << 20))));
                House house = house(
                        place,
                        service.port(),
                        config -> config.withTimeouts(Patience.hasty(Duration.ofSeconds(20), Duration.ofSeconds(2))));
                RawClient visitor = house.visitor().receiveBuffer(4_096)) {
            visitor.send(house.get("/"));
            awaitTruncated(visitor);
            Await.until(
                    "the local connection has ended",
                    () -> service.connection(0).isOver());
        }
    }

    /** PE-47: one more than allowed is closed at once; when one leaves, another may come. */
    @Test
    void connectionsOverTheCapAreRefused() {
        ServerLimits.ConnectionLimits limits = ServerLimits.ConnectionLimits.DEFAULT.withConnections(40, 1_000);
        Deque<RawClient> idle = new ArrayDeque<>();
        try (Recorder service = new Recorder();
                House house = house(
                        service.port(), config -> config.withLimits(ServerLimits.DEFAULT.withConnections(limits)))) {
            for (int i = 0; i < 40; i++) {
                idle.add(house.connect());
            }
            assertEquals(200, probe(house, idle.getLast()).status(), "the last one allowed");
            try (RawClient oneMore = house.connect()) {
                assertTrue(oneMore.endsWithoutAnotherByte());
            }
            assertEquals(200, probe(house, idle.getFirst()).status(), "others are unharmed");
            idle.removeFirst().close();
            Await.until(Duration.ofSeconds(10), "room for another", () -> isServed(house));
            assertFalse(idle.isEmpty());
        } finally {
            idle.forEach(RawClient::close);
        }
    }

    private static RawResponse probe(House house, RawClient visitor) {
        return visitor.send(house.get("/probe")).readResponse();
    }

    private static boolean isServed(House house) {
        try (RawClient visitor = house.connect()) {
            return probe(house, visitor).status() == 200;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }
}
