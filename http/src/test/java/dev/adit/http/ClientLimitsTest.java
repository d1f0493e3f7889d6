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

/** Least rates of a body and of an answer (PE-46), and the most requests of a connection; all off unless asked for. */
final class ClientLimitsTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final ManualTime time = new ManualTime();

    private static void awaitBody(ScriptedService service, int bytes) {
        Await.until(
                "the body went on",
                () -> service.received().length() - service.received().indexOf("\r\n\r\n") - 4 == bytes);
    }

    /** 100 bytes a second are 1,000 in ten: as many are enough, one less is not. */
    @Test
    void aBodyAtTheRateGoesOnAndOneByteBelowIs408() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service)
                        .time(time)
                        .client(new ClientLimits(100, 0, 0))
                        .start();
                RawClient visitor = proxy.connect()) {
            visitor.send(HEAD);
            Await.until("the head went on", () -> service.received().endsWith("\r\n\r\n"));
            time.advance(TEN_SECONDS);
            visitor.send("x");
            awaitBody(service, 1);
            visitor.send("x".repeat(1_000));
            awaitBody(service, 1_001);
            time.advance(TEN_SECONDS);
            visitor.send("x".repeat(999));
            awaitBody(service, 2_000);
            time.advance(TEN_SECONDS);
            RawResponse answer = visitor.readResponse();
            assertEquals("ADIT-408-BODY", answer.field("Adit-Error"));
            assertEquals(Optional.of(ErrorCode.BODY_TIMEOUT), proxy.nextEnd().failure());
        }
    }

    @Test
    void afterAnAnswerHasBegunABodyMayTakeItsTime() {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha"),
                        Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service)
                        .time(time)
                        .client(new ClientLimits(100, 0, 0))
                        .start();
                RawClient visitor = proxy.connect()) {
            visitor.send(HEAD + "x").readUntil("ha");
            time.advance(TEN_SECONDS.multipliedBy(5));
            visitor.send("y");
            awaitBody(service, 2);
        }
    }

    /** A visitor who reads nothing of a long answer; one whose service has nothing to say is not one. */
    @Test
    void anAnswerThatIsNotTakenIsCutAndOneThatIsNotThereWaits() {
        Gate gate = new Gate();
        AtomicLong sent = new AtomicLong();
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nbegin"),
                        Script.pause(gate),
                        connection -> {
                            for (int i = 0; i < 2_000; i++) {
                                connection.send(new byte[50_000]);
                                sent.addAndGet(50_000);
                            }
                        }));
                TestProxy proxy = TestProxy.to(service)
                        .time(time)
                        .buffers(64 * 1024)
                        .client(new ClientLimits(0, 20_000, 0))
                        .start();
                RawClient visitor = proxy.connect().receiveBuffer(64 * 1024)) {
            visitor.send(GET).readUntil("begin");
            time.advance(TEN_SECONDS.multipliedBy(3));
            gate.open();
            Slow.awaitStandstill(sent::get);
            time.advance(TEN_SECONDS);
            time.advance(TEN_SECONDS);
            ExchangeEnd end = proxy.nextEnd();
            assertEquals(Optional.of(ErrorCode.READ_TIMEOUT), end.failure());
            assertEquals(ExchangeEnd.Outcome.TRUNCATED, end.outcome());
        }
    }

    @Test
    void theLastRequestOfAConnectionSaysSo() {
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("x")));
                TestProxy proxy =
                        TestProxy.to(service).client(new ClientLimits(0, 0, 2)).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(GET + GET + GET);
            assertEquals("", visitor.readResponse().field("Connection"));
            RawResponse last = visitor.readResponse();
            assertEquals("close", last.field("Connection"));
            assertEquals("x", last.body());
            assertTrue(visitor.endsWithoutAnotherByte());
        }
    }
}
