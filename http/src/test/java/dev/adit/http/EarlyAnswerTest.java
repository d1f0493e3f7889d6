// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedConnection;
import dev.adit.testkit.ScriptedService;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that begins while the request still flows (H1-12, H1-18, PE-42, PE-43, U6). */
final class EarlyAnswerTest {
    private static final String TOO_LARGE =
            "HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\nX: y\r\n\r\ntoo large";

    private static String post(long length) {
        return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** PE-43: the service takes 1 KiB of 100 MiB, answers and closes with the rest unread, which resets its side. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void refusalOfAnUploadArrivesWhole(Transport transport) {
        try (ScriptedService service =
                        ScriptedService.start(Script.of(Script.readHead(), Script.read(1024), Script.send(TOO_LARGE)));
                TestProxy proxy = TestProxy.to(service).transport(transport).start()) {
            for (int round = 0; round < 30; round++) {
                try (RawClient visitor = proxy.connect()) {
                    visitor.send(post(100 << 20));
                    Thread sender = Thread.ofVirtual().start(() -> sendUntilStopped(visitor, 100));
                    RawResponse answer = visitor.readResponse();
                    assertEquals(413, answer.status(), "round " + round);
                    assertEquals("too large", answer.body());
                    assertEquals("close", answer.field("Connection"));
                    visitor.reset();
                    join(sender);
                    ScriptedConnection connection = service.connection(round);
                    assertTrue(connection.receivedBytes() < 10_000);
                }
            }
        }
    }

    private static void sendUntilStopped(RawClient visitor, int mebibytes) {
        byte[] piece = new byte[1 << 20];
        try {
            for (int i = 0; i < mebibytes; i++) {
                visitor.send(piece);
            }
        } catch (UncheckedIOException stopped) {
            // The proxy stopped reading and closed, as it must.
        }
    }

    private static void join(Thread thread) {
        try {
            assertTrue(thread.join(java.time.Duration.ofSeconds(5)));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** U6: our own refusal reaches a visitor that sends a little more before it reads. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void ourRefusalReachesAVisitorWhoStillSends(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).transport(transport).start()) {
            for (int round = 0; round < 30; round++) {
                try (RawClient visitor = proxy.connect()) {
                    visitor.send("BAD REQUEST\r\n\r\n");
                    for (int i = 0; i < 20; i++) {
                        visitor.send(new byte[1024]);
                    }
                    assertEquals(400, visitor.readResponse().status());
                    assertEquals("", visitor.readToEnd(), "a clean end, no reset");
                }
            }
        }
    }

    /** U6: reading on is bounded. */
    @Test
    void visitorWhoSendsForEverIsCutOff() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("BAD REQUEST\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> sendUntilStopped(visitor, 1000));
            join(sender);
            proxy.awaitNoConnection();
        }
    }

    /** H1-18: both directions at once. */
    @Test
    void answerFlowsWhileTheRequestFlows() {
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"),
                        Script.expect("first"),
                        Script.send("3\r\ntwo\r\n"),
                        Script.expect("second"),
                        Script.send("5\r\nthree\r\n0\r\n\r\n"),
                        Script.pause(gate)));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(post(11));
            visitor.readUntil("3\r\none\r\n");
            visitor.send("first").readUntil("3\r\ntwo\r\n");
            visitor.send("second").readUntil("5\r\nthree\r\n0\r\n\r\n");
            assertEquals(ExchangeEnd.Outcome.COMPLETE, proxy.nextEnd().outcome());
            gate.open();
        }
    }

    /** H1-12: the service's 100 goes to the visitor, who then sends. */
    @Test
    void continueIsRelayed() {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readUntil("Expect: 100-continue\r\n\r\n"),
                        Script.send("HTTP/1.1 100 Continue\r\n\r\n"),
                        Script.expect("hello"),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", visitor.readHead());
            RawResponse answer = visitor.send("hello").readResponse();
            assertEquals("ok", answer.body());
            assertEquals("", answer.field("Connection"));
        }
    }

    /** H1-12: a service that never says 100 gets the body when the visitor sends it all the same. */
    @Test
    void visitorMaySendWithoutTheContinue() {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.expect("hello"),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello");
            assertEquals("ok", visitor.readResponse().body());
        }
    }

    /** H1-12, PE-42: a final answer instead of 100; what may follow is no request, so both connections end. */
    @Test
    void finalAnswerInsteadOfContinueEndsTheConnection() {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.readHead(), Script.send(TOO_LARGE), Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            RawResponse answer = visitor.readResponse();
            assertEquals(413, answer.status());
            assertEquals("close", answer.field("Connection"));
            assertEquals("", visitor.readToEnd());
            Await.until(
                    "the service's connection ended",
                    () -> service.connection(0).isOver());
        }
    }

    /** H1-18, H1-12: a body behind its early answer is never read as the next request. */
    @Test
    void bodyBehindAnEarlyAnswerIsNoRequest() {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.readHead(), Script.send(TOO_LARGE), Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(post(37));
            assertEquals(413, visitor.readResponse().status());
            visitor.send("GET /evil HTTP/1.1\r\nHost: a\r\nXXX: y\r\n\r\n");
            assertEquals("", visitor.readToEnd());
            assertEquals(1, service.accepted());
        }
    }

    /** H1-18: a client with a pool of connections must know that this one will not take its next request. */
    @Test
    void earlySuccessSaysThatTheConnectionEnds() {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
                        Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(post(50_000));
            RawResponse answer = visitor.readResponse();
            assertEquals("ok", answer.body());
            assertEquals("close", answer.field("Connection"));
            visitor.send("x".repeat(50_000));
            assertEquals("", visitor.readToEnd());
        }
    }

    /** PE-20, PE-27: the cap on bodies refuses before reading, and while reading chunks. */
    @Test
    void bodyBeyondTheCapIsRefused() {
        HttpLimits most = new HttpLimits(16_384, 32_768, 100, 8_192, 256, 16_384, 1_000, 16, 65_536, 65_536);
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).limits(most).start();
                RawClient announced = proxy.connect();
                RawClient chunked = proxy.connect()) {
            assertEquals(
                    413, announced.send(post(Long.MAX_VALUE)).readResponse().status());
            assertEquals(0, service.accepted());
            chunked.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100000001\r\n" + "x".repeat(1001));
            assertEquals(413, chunked.readResponse().status());
            assertEquals(Optional.of(ErrorCode.BODY_TOO_LARGE), proxy.nextEnd().failure());
        }
    }

    /** PE-27: the size of a chunk is enough to refuse it, also behind chunks that were within the cap. */
    @ParameterizedTest
    @ValueSource(strings = {"100000001\r\n", "7fffffffffffffff\r\n", "3e8\r\n%s\r\n1\r\n"})
    void aChunkBeyondTheCapIsRefusedBeforeItComes(String body) {
        HttpLimits most = new HttpLimits(16_384, 32_768, 100, 8_192, 256, 16_384, 1_000, 16, 65_536, 65_536);
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).limits(most).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + body.formatted("x".repeat(1_000)));
            assertEquals(413, visitor.readResponse().status());
            assertEquals(Optional.of(ErrorCode.BODY_TOO_LARGE), proxy.nextEnd().failure());
        }
    }
}
