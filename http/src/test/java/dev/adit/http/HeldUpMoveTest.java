// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.Await;
import dev.adit.testkit.ManualTime;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection is to change its event loop, but its visitor does not take the answer that must leave before. */
final class HeldUpMoveTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LARGE = "x".repeat(8 << 20);
    private static final Duration IDLE = HttpTimeouts.DEFAULT.keepAliveIdle();
    private static final Duration TICK = Duration.ofMillis(1);

    private final ManualTime time = new ManualTime();
    private final AtomicInteger asked = new AtomicInteger();

    /** The first answer is large and may all wait in the proxy; the second request is to be asked on another loop. */
    private Dispatch largeThenMove(TestProxy proxy, MessageHead head, Optional<Authority> authority, Downstream from) {
        return switch (asked.incrementAndGet()) {
            case 1 -> {
                mayAllWait(from);
                yield new Dispatch.Respond(text(LARGE));
            }
            case 2 -> new Dispatch.Move(otherLoop(proxy, from));
            default -> new Dispatch.Respond(text("moved"));
        };
    }

    private static void mayAllWait(Downstream connection) {
        WriteBufferWaterMark all = new WriteBufferWaterMark(LARGE.length(), 2 * LARGE.length());
        ((SocketLink) connection.link()).channel().config().setWriteBufferWaterMark(all);
    }

    private static Answer text(String body) {
        return new Answer(200, "OK", new FieldLines(), "text/plain", body);
    }

    private static EventLoop otherLoop(TestProxy proxy, Downstream from) {
        EventLoop other = proxy.loop();
        while (other.equals(from.link().executor())) {
            other = proxy.loop();
        }
        return other;
    }

    private TestProxy proxy(Transport transport, ScriptedService service) {
        return TestProxy.to(service)
                .transport(transport)
                .threads(2)
                .buffers(32 * 1024)
                .time(time)
                .handling(this::largeThenMove)
                .start();
    }

    /** Both requests are in, and the connection waits to move. */
    private void hold(TestProxy proxy, RawClient visitor) {
        visitor.receiveBuffer(16 * 1024).send(GET + GET);
        Await.until("the second request was asked", () -> asked.get() == 2);
        proxy.forEachConnection(connection -> {});
    }

    /** PE-46: it has as long as between two requests, not for ever. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void visitorWhoTakesNothingIsCut(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = proxy(transport, service);
                RawClient visitor = proxy.connect()) {
            hold(proxy, visitor);
            time.advance(IDLE.minus(TICK));
            AtomicInteger live = new AtomicInteger();
            proxy.forEachConnection(connection -> live.incrementAndGet());
            assertEquals(1, live.get(), "before its time");
            time.advance(TICK.plus(TICK));
            proxy.awaitNoConnection();
            assertEquals(2, asked.get(), "it never moved");
        }
    }

    /** The deadline stays behind on the loop that was left. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void visitorWhoTakesItsAnswerInTimeMoves(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = proxy(transport, service);
                RawClient visitor = proxy.connect()) {
            hold(proxy, visitor);
            time.advance(IDLE.minus(TICK));
            assertEquals(LARGE, visitor.readResponse().body());
            assertEquals("moved", visitor.readResponse().body());
            time.advance(TICK.plus(TICK));
            assertEquals("moved", visitor.send(GET).readResponse().body());
            assertEquals(4, asked.get());
        }
    }

    /** A drain meanwhile lets the request that came be answered, as the last one. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void drainWhileMovingEndsTheConnectionAfterItsRequest(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = proxy(transport, service);
                RawClient visitor = proxy.connect()) {
            hold(proxy, visitor);
            proxy.forEachConnection(Downstream::drain);
            assertEquals(LARGE, visitor.readResponse().body());
            RawResponse last = visitor.readResponse();
            assertEquals("moved", last.body());
            assertEquals("close", last.field("Connection"));
            assertEquals("", visitor.readToEnd());
            proxy.awaitNoConnection();
        }
    }

    /** A close meanwhile still lets the answer leave that was given; the request that waits is not asked again. */
    @Test
    void closeWhileMovingForgetsTheRequest() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = proxy(Transport.best(), service);
                RawClient visitor = proxy.connect()) {
            hold(proxy, visitor);
            proxy.forEachConnection(Downstream::close);
            proxy.awaitNoConnection();
            assertEquals(LARGE, visitor.readResponse().body());
            assertEquals("", visitor.readToEnd());
            assertEquals(2, asked.get());
        }
    }
}
