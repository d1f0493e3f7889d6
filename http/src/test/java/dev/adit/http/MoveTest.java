// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Faults;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection changes its event loop between two requests; nobody notices. */
final class MoveTest {
    private static final Script ECHO_TARGET = Script.repeat(connection -> {
        String target = connection.readUntil("\r\n\r\n").split(" ", 3)[1];
        Script.send("HTTP/1.1 200 OK\r\nContent-Length: " + target.length() + "\r\n\r\n" + target)
                .play(connection);
    });

    /** Moves before every request to another loop than the present one, then forwards. */
    private static final class Wandering implements TestProxy.Handling {
        private final Set<Downstream> arrived = ConcurrentHashMap.newKeySet();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        @Override
        public Dispatch dispatch(
                TestProxy proxy, MessageHead head, java.util.Optional<Authority> authority, Downstream from) {
            threads.add(Thread.currentThread());
            assertTrue(from.link().executor().inEventLoop());
            if (arrived.remove(from)) {
                return proxy.forward(from);
            }
            arrived.add(from);
            EventLoop next = proxy.loop();
            while (next.equals(from.link().executor())) {
                next = proxy.loop();
            }
            return new Dispatch.Move(next);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @Timeout(120)
    void thousandMovesWithRequestsWaiting(Transport transport) {
        Wandering wandering = new Wandering();
        try (ScriptedService service = ScriptedService.start(ECHO_TARGET);
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .threads(3)
                        .handling(wandering)
                        .start();
                RawClient visitor = proxy.connect()) {
            int sent = 0;
            for (int answered = 0; answered < 1000; answered++) {
                while (sent < Math.min(1000, answered + 7)) {
                    visitor.send("GET /" + sent++ + " HTTP/1.1\r\nHost: a\r\n\r\n");
                }
                assertEquals("/" + answered, visitor.readResponse().body());
            }
            assertEquals(3, new HashSet<>(wandering.threads).size());
        }
    }

    /** What was written before the move leaves first; the end of the visitor's output survives the move. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void slowVisitorWhoEndedMovesToo(Transport transport) {
        String body = "b".repeat(50_000);
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer(body)));
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .threads(2)
                        .buffers(16 * 1024)
                        .handling(new Wandering())
                        .start();
                RawClient visitor = proxy.connect().receiveBuffer(16 * 1024)) {
            visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(30)).halfClose();
            for (int i = 0; i < 30; i++) {
                assertEquals(body, visitor.readResponse().body());
            }
            assertEquals("", visitor.readToEnd());
        }
    }

    /** A reset on the way ends the connection on the loop it came to. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void resetOnTheWayLeavesNothing(Transport transport) {
        try (ScriptedService service = ScriptedService.start(ECHO_TARGET);
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .threads(2)
                        .handling(new Wandering())
                        .start()) {
            for (int round = 0; round < 200; round++) {
                RawClient visitor = proxy.connect();
                visitor.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
                visitor.reset();
            }
            proxy.awaitNoConnection();
        }
    }

    /** A body that follows its head across the move is read on the other side. */
    @Test
    void bodyArrivesBehindTheMove() {
        try (ScriptedService service = ScriptedService.start(Script.repeat(
                        Script.readHead(),
                        Script.expect("hello"),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
                TestProxy proxy = TestProxy.to(service)
                        .threads(2)
                        .handling(new Wandering())
                        .start();
                RawClient visitor = proxy.connect()) {
            for (int round = 0; round < 50; round++) {
                visitor.sendByteByByte("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
                assertEquals("ok", visitor.readResponse().body());
            }
        }
    }

    /** A defect that shows on the new loop ends the connection; the visitor does not wait for ever. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void defectBehindTheMoveEndsTheConnection(Transport transport, Faults faults) {
        Wandering wandering = new Wandering();
        TestProxy.Handling defective = (proxy, head, authority, from) -> {
            if (wandering.dispatch(proxy, head, authority, from) instanceof Dispatch.Move move) {
                return move;
            }
            throw new IllegalStateException("a defect");
        };
        try (ScriptedService service = ScriptedService.start(ECHO_TARGET);
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .threads(2)
                        .handling(defective)
                        .start();
                RawClient visitor = proxy.connect()) {
            visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("", visitor.readToEnd());
            faults.expect("a defect");
            proxy.awaitNoConnection();
        }
    }
}
