// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many requests on one connection: answered in order, one upstream exchange at a time (H1-16, H1-17). */
final class PipeliningTest {
    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    /** Answers with the request's own target, so that a crossed answer shows. */
    private static final Script ECHO_TARGET = Script.repeat(connection -> {
        String target = connection.readUntil("\r\n\r\n").split(" ", 3)[1];
        Script.send("HTTP/1.1 200 OK\r\nContent-Length: " + target.length() + "\r\n\r\n" + target)
                .play(connection);
    });

    @ParameterizedTest
    @EnumSource(Transport.class)
    void requestsInOneSegmentAreAnsweredInOrder(Transport transport) {
        try (ScriptedService service = ScriptedService.start(ECHO_TARGET);
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append(get("/" + i));
            }
            visitor.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                assertEquals("/" + i, visitor.readResponse().body());
            }
            assertEquals(1, service.accepted(), "kept between the exchanges");
        }
    }

    /** PE-33: the bytes behind a body are the next request, not part of this one. */
    @Test
    void bodyAndNextRequestInOneSegmentArePartedByTheLength() {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.expect("GET /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"),
                        Script.expect(get("/2")),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("GET /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get("/2"));
            assertEquals("1", visitor.readResponse().body());
            assertEquals("2", visitor.readResponse().body());
        }
    }

    /** H1-16: the next request waits until this one's answer is whole. */
    @Test
    void nextRequestIsNotForwardedBeforeTheAnswer() {
        Gate gate = new Gate();
        Script answer = Script.of(
                Script.readHead(), Script.pause(gate), Script.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));
        try (ScriptedService service = ScriptedService.start(Script.repeat(answer));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(get("/1") + get("/2"));
            gate.awaitReached();
            assertEquals(get("/1"), service.received());
            assertEquals(1, service.accepted());
            gate.open();
            assertEquals("x", visitor.readResponse().body());
            assertEquals("x", visitor.readResponse().body());
        }
    }

    /** PE-34: the good ones are answered, then the bad one, then the connection ends. */
    @Test
    void badRequestBehindGoodOnesIsAnsweredLast() {
        try (ScriptedService service = ScriptedService.start(ECHO_TARGET);
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(get("/1") + get("/2") + "garbage\r\n\r\n" + get("/3"));
            assertEquals("/1", visitor.readResponse().body());
            assertEquals("/2", visitor.readResponse().body());
            assertEquals(400, visitor.readResponse().status());
            assertEquals("", visitor.readToEnd());
            assertTrue(!service.received().contains("/3"));
            assertEquals(ErrorCode.BAD_LINE, proxy.nextRejection());
        }
    }

    /** PE-35: a visitor who never reads stops being read; what waits for it is bounded, not the sum of its asking. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void visitorWhoNeverReadsIsNotReadEither(Transport transport) throws InterruptedException {
        Answer answer = new Answer(200, "OK", new FieldLines(), "text/plain", "x".repeat(1000));
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .buffers(32 * 1024)
                        .handling((self, head, authority, from) -> new Dispatch.Respond(answer))
                        .start();
                RawClient visitor = proxy.connect().receiveBuffer(32 * 1024)) {
            long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
            assertSenderBlocks(visitor, get("/").repeat(1000), 40_000);
            long grown = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before;
            assertTrue(grown < 12 << 20, "grown by " + grown);
        }
    }

    /** H1-16, H1-21: the same through exchanges with small answers. */
    @Test
    void answersOfExchangesDoNotPileUpForAVisitorWhoNeverReads() throws InterruptedException {
        Script large = Script.repeat(Script.answer("y".repeat(20_000)));
        try (ScriptedService service = ScriptedService.start(large);
                TestProxy proxy = TestProxy.to(service).buffers(32 * 1024).start();
                RawClient visitor = proxy.connect().receiveBuffer(32 * 1024)) {
            visitor.send(get("/").repeat(400));
            ScriptedConnectionCount.awaitStandstill(() -> service.received().length());
            int asked = service.received().length() / get("/").length();
            assertTrue(asked < 40, asked + " requests went on although no answer was read");
            for (int i = 0; i < 400; i++) {
                assertEquals(20_000, visitor.readResponse().body().length());
            }
        }
    }

    private static void assertSenderBlocks(RawClient visitor, String batch, int mostBatches)
            throws InterruptedException {
        int[] sent = {0};
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                while (sent[0] < mostBatches) {
                    visitor.send(batch);
                    sent[0]++;
                }
            } catch (java.io.UncheckedIOException ending) {
                // The test closes the connection under the blocked sender.
            }
        });
        ScriptedConnectionCount.awaitStandstill(() -> sent[0]);
        assertTrue(sent[0] < mostBatches && sender.isAlive(), "the sender was never stopped");
        visitor.reset();
        sender.join(Duration.ofSeconds(5));
    }

    /** H1-17: answers are never crossed between visitors who share the kept connections. */
    @Test
    void answersAreNeverCrossed() {
        try (ScriptedService service = ScriptedService.start(ECHO_TARGET);
                TestProxy proxy = TestProxy.to(service).start()) {
            try (RawClient first = proxy.connect();
                    RawClient second = proxy.connect();
                    RawClient third = proxy.connect()) {
                RawClient[] visitors = {first, second, third};
                for (int round = 0; round < 70; round++) {
                    for (int i = 0; i < visitors.length; i++) {
                        visitors[i].send(get("/" + i + "/" + round));
                    }
                    for (int i = 0; i < visitors.length; i++) {
                        assertEquals(
                                "/" + i + "/" + round,
                                visitors[i].readResponse().body());
                    }
                }
            }
        }
    }

    /** A drain closes idle connections now and busy ones behind their answer, which says so. */
    @Test
    void drainLetsTheExchangeEndAndTakesNoOther() {
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.pause(gate),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient idle = proxy.connect();
                RawClient busy = proxy.connect()) {
            busy.send(get("/1"));
            gate.awaitReached();
            proxy.forEachConnection(Downstream::drain);
            assertTrue(idle.endsWithoutAnotherByte());
            gate.open();
            assertEquals("close", busy.readResponse().field("Connection"));
            assertTrue(busy.endsWithoutAnotherByte());
            proxy.awaitNoConnection();
        }
    }

    /** Waits for counts that no longer move. */
    private static final class ScriptedConnectionCount {
        static void awaitStandstill(java.util.function.IntSupplier count) {
            int[] last = {-1, 0};
            Await.until(Duration.ofSeconds(20), "a standstill", () -> {
                int now = count.getAsInt();
                last[1] = now == last[0] ? last[1] + 1 : 0;
                last[0] = now;
                return last[1] > 300;
            });
        }
    }

    /** Dispatch decides by the head that it is shown, even behind answers made here. */
    @Test
    void answersMadeHereKeepTheOrder() {
        try (ScriptedService service = ScriptedService.start(ECHO_TARGET);
                TestProxy proxy = TestProxy.to(service)
                        .handling((self, head, authority, from) -> head.target().equals("/here")
                                ? new Dispatch.Respond(new Answer(200, "OK", new FieldLines(), "text/plain", "here"))
                                : self.forward(from))
                        .start();
                RawClient visitor = proxy.connect()) {
            visitor.send(get("/1") + get("/here") + get("/2") + "HEAD /here HTTP/1.1\r\nHost: a\r\n\r\n" + get("/3"));
            assertEquals("/1", visitor.readResponse().body());
            assertEquals("here", visitor.readResponse().body());
            assertEquals("/2", visitor.readResponse().body());
            assertEquals("4", visitor.readResponse("HEAD").field("Content-Length"));
            assertEquals("/3", visitor.readResponse().body());
            assertEquals(Optional.empty(), proxy.nextEnd().failure());
        }
    }
}
