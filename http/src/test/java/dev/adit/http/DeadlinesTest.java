// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.ManualTime;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long each step may take, by a clock that the test moves (PE-42, PE-46, PE-53, U6). */
final class DeadlinesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final HttpTimeouts TIMES = HttpTimeouts.DEFAULT;
    private static final Duration TICK = Duration.ofMillis(1);

    private final ManualTime time = new ManualTime();

    private void awaitTimers(int count) {
        Await.until("the connections were accepted", () -> time.pending() >= count);
    }

    /** Octets one by one do not move the deadline of the head. */
    @Test
    void headThatDripsIs408AfterItsTime() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).time(time).start();
                RawClient visitor = proxy.connect()) {
            awaitTimers(1);
            String head = "GET / HTTP/1.1\r\n";
            for (int i = 0; i < 9; i++) {
                visitor.send(head.substring(i, i + 1));
                proxy.awaitTurn();
                time.advance(Duration.ofSeconds(1));
            }
            time.advance(Duration.ofSeconds(1).plus(TICK));
            RawResponse answer = visitor.readResponse();
            assertEquals("ADIT-408-HEADER", answer.field("Adit-Error"));
            assertEquals("close", answer.field("Connection"));
            assertEquals(0, service.accepted());
        }
    }

    @Test
    void idleConnectionIsClosedWithoutAWord() {
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("x")));
                TestProxy proxy = TestProxy.to(service).time(time).start();
                RawClient fresh = proxy.connect();
                RawClient kept = proxy.connect()) {
            assertEquals("x", kept.send(GET).readResponse().body());
            proxy.nextEnd();
            awaitTimers(2);
            time.advance(TIMES.keepAliveIdle().plus(TICK));
            assertEquals("", fresh.readToEnd());
            assertEquals("", kept.readToEnd());
        }
    }

    /** PE-42, PE-46: a visitor who stops within its body. */
    @Test
    void bodyThatStandsStillIs408() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).time(time).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
            Await.until("the head went on", () -> service.received().endsWith("\r\n\r\n"));
            time.advance(Duration.ofSeconds(59));
            visitor.send("abc");
            Await.until("the body went on", () -> service.received().endsWith("abc"));
            time.advance(Duration.ofSeconds(59));
            time.advance(Duration.ofSeconds(1).plus(TICK));
            assertEquals("ADIT-408-BODY", visitor.readResponse().field("Adit-Error"));
            assertEquals(Optional.of(ErrorCode.BODY_TIMEOUT), proxy.nextEnd().failure());
            Await.until("the service's side ended", () -> service.connection(0).isOver());
        }
    }

    /** PE-53: a service that says nothing. Interim answers are signs of life. */
    @Test
    void serviceThatNeverAnswersIs504() {
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.pause(gate),
                        Script.send("HTTP/1.1 103 Early\r\n\r\n"),
                        Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).time(time).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(GET);
            gate.awaitReached();
            time.advance(Duration.ofMinutes(9));
            gate.open();
            visitor.readHead();
            time.advance(Duration.ofMinutes(9));
            time.advance(Duration.ofMinutes(1).plus(TICK));
            RawResponse answer = visitor.readResponse();
            assertEquals("ADIT-504-IDLE", answer.field("Adit-Error"));
            assertEquals("", answer.field("Connection"), "the request was whole: the connection stays");
        }
    }

    /** Within an answer: a byte an hour is enough, none is a cut. */
    @Test
    void answerThatStandsStillIsCut() {
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\na"),
                        Script.pause(gate),
                        Script.send("b"),
                        Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).time(time).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(GET).readHead();
            assertEquals("a", visitor.readText(1));
            time.advance(Duration.ofMinutes(59));
            gate.open();
            assertEquals("b", visitor.readText(1));
            time.advance(Duration.ofMinutes(59));
            time.advance(Duration.ofMinutes(1).plus(TICK));
            assertEquals("", visitor.readToEnd());
            ExchangeEnd end = proxy.nextEnd();
            assertEquals(ExchangeEnd.Outcome.TRUNCATED, end.outcome());
            assertEquals(Optional.of(ErrorCode.EXCHANGE_IDLE), end.failure());
        }
    }

    /** Time in which we do not read the visitor is the service's, not the visitor's. */
    @Test
    void slowServiceIsNoBodyTimeout() {
        Gate gate = new Gate();
        Gate second = new Gate();
        int body = 20 << 20;
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.readHead(), Script.pause(gate), Script.read(body), Script.pause(second)));
                TestProxy proxy =
                        TestProxy.to(service).buffers(256 * 1024).time(time).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + (body + 1) + "\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> Slow.send(visitor, body));
            gate.awaitReached();
            Slow.awaitStandstill(proxy);
            time.advance(Duration.ofMinutes(5));
            gate.open();
            second.awaitReached();
            Slow.join(sender);
            // Now the visitor is the one who keeps the other waiting, and has its own time for it.
            time.advance(TIMES.requestBodyIdle().plus(TICK));
            assertEquals("ADIT-408-BODY", visitor.readResponse().field("Adit-Error"));
            second.open();
        }
    }

    /** A service that takes nothing at all is given up as well, as a 504. */
    @Test
    void serviceThatTakesNothingIs504() {
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.pause(gate)));
                TestProxy proxy =
                        TestProxy.to(service).buffers(32 * 1024).time(time).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> Slow.send(visitor, 100_000_000));
            gate.awaitReached();
            Slow.awaitStandstill(proxy);
            time.advance(Duration.ofMinutes(9));
            time.advance(Duration.ofMinutes(12));
            assertEquals(Optional.of(ErrorCode.EXCHANGE_IDLE), proxy.nextEnd().failure());
            time.advance(TIMES.linger().plus(TICK));
            gate.open();
            Slow.join(sender);
        }
    }

    /** U6: the time to read on behind an error answer. */
    @Test
    void lingeringEnds() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).time(time).start();
                RawClient visitor = proxy.connect()) {
            assertEquals(400, visitor.send("BAD\r\n\r\n").readResponse().status());
            assertEquals("", visitor.readToEnd(), "our output ended at once");
            time.advance(TIMES.linger().plus(TICK));
            proxy.awaitNoConnection();
        }
    }

    /** PE-46: a visitor who takes nothing of a large answer holds nothing for ever. */
    @Test
    void visitorWhoTakesNothingIsCut() {
        try (ScriptedService service = ScriptedService.start(Script.answer("x".repeat(20 << 20)));
                TestProxy proxy =
                        TestProxy.to(service).buffers(32 * 1024).time(time).start();
                RawClient visitor = proxy.connect().receiveBuffer(16 * 1024)) {
            visitor.send(GET).readHead();
            Slow.awaitStandstill(proxy::readBytes);
            time.advance(TIMES.exchangeIdle().plus(TICK));
            assertEquals(ExchangeEnd.Outcome.TRUNCATED, proxy.nextEnd().outcome());
            proxy.awaitNoConnection();
        }
    }

    /** A visitor who has asked ahead and takes its answers slowly is not cut for it. */
    @Test
    void visitorWhoTakesSomeOfItsAnswersIsNotCut() {
        String body = "x".repeat(4_000);
        int buffer = 4 * 1024;
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer(body)));
                TestProxy proxy =
                        TestProxy.to(service).buffers(buffer).time(time).start();
                RawClient visitor = proxy.connect().receiveBuffer(buffer)) {
            visitor.send(GET.repeat(99) + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            Slow.awaitStandstill(() -> service.received().length());
            time.advance(TIMES.keepAliveIdle().dividedBy(2));
            long before = unsentBytes(proxy);
            StringBuilder taken = new StringBuilder();
            while (unsentBytes(proxy) == before) {
                taken.append(visitor.readText(1024));
            }
            assertTrue(unsentBytes(proxy) > 32 * 1024, "the proxy still waits for the visitor");
            time.advance(TIMES.keepAliveIdle());
            taken.append(visitor.readToEnd());
            assertEquals(101, taken.toString().split(body, -1).length);
        }
    }

    private static long unsentBytes(TestProxy proxy) {
        AtomicLong bytes = new AtomicLong();
        proxy.forEachConnection(connection -> bytes.addAndGet(connection.link().unsentBytes()));
        return bytes.get();
    }

    /** Zero means never. */
    @Test
    void noDeadlineMeansNone() {
        HttpTimeouts none = new HttpTimeouts(
                Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.pause(gate),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")));
                TestProxy proxy =
                        TestProxy.to(service).time(time).timeouts(none).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(GET);
            gate.awaitReached();
            time.advance(Duration.ofDays(3));
            assertTrue(time.pending() == 0, "no timer at all");
            gate.open();
            assertEquals("x", visitor.readResponse().body());
        }
    }
}
