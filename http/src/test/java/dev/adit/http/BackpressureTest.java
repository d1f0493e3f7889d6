// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slow reader on either side blocks the sender on the other; nothing piles up between them (H1-21, H1-22). */
final class BackpressureTest {
    private static final int BUFFERS = 256 * 1024;
    /** The kernel's buffers of four sockets, those of the test's own ends, and our marks of 64 KiB each. */
    private static final long MOST_UNDERWAY = 12L << 20;

    private static final int BODY = 50 << 20;

    /** 50 MB go out and come back at once, with an eager reader at the end. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void echoOfFiftyMegabytesFlowsBothWays(Transport transport) {
        Script echo = Script.of(Script.readHead(), connection -> {
            connection.send(
                    ("HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            for (int left = BODY; left > 0; left -= 16 * 1024) {
                connection.send(connection.read(16 * 1024));
            }
        });
        try (ScriptedService service = ScriptedService.start(echo);
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .buffers(BUFFERS)
                        .start();
                RawClient visitor = proxy.connect().receiveBuffer(BUFFERS)) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY + "\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> Slow.send(visitor, BODY));
            visitor.readHead();
            for (int left = BODY; left > 0; left -= 16 * 1024) {
                visitor.read(16 * 1024);
            }
            Slow.join(sender);
            ExchangeEnd end = proxy.nextEnd();
            assertEquals(BODY, end.requestBytes());
            assertEquals(BODY, end.responseBytes());
        }
    }

    /** The visitor stops reading: the service is blocked, and goes on when the visitor does. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void slowVisitorBlocksTheService(Transport transport) {
        AtomicLong sent = new AtomicLong();
        Script download = Script.of(Script.readHead(), connection -> {
            connection.send(
                    ("HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            for (int left = BODY; left > 0; left -= 16 * 1024) {
                connection.send(new byte[16 * 1024]);
                sent.addAndGet(16 * 1024);
            }
        });
        try (ScriptedService service = ScriptedService.start(download);
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .buffers(BUFFERS)
                        .start();
                RawClient visitor = proxy.connect().receiveBuffer(BUFFERS)) {
            visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            Slow.awaitStandstill(sent::get);
            assertTrue(sent.get() < MOST_UNDERWAY, sent + " bytes left the service");
            for (int left = BODY; left > 0; left -= 16 * 1024) {
                visitor.read(16 * 1024);
            }
            assertEquals(BODY, proxy.nextEnd().responseBytes());
        }
    }

    /** The service stops reading: the visitor is blocked, and goes on when the service does. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void slowServiceBlocksTheVisitor(Transport transport) {
        Gate gate = new Gate();
        Script upload = Script.of(
                Script.readHead(),
                Script.pause(gate),
                Script.read(BODY),
                Script.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        try (ScriptedService service = ScriptedService.start(upload);
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .buffers(BUFFERS)
                        .start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY + "\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> Slow.send(visitor, BODY));
            gate.awaitReached();
            Slow.awaitStandstill(proxy);
            assertTrue(proxy.readBytes() < MOST_UNDERWAY, proxy.readBytes() + " bytes were read");
            gate.open();
            assertEquals("ok", visitor.readResponse().body());
            Slow.join(sender);
        }
    }

    /** The kernel's own buffers, megabytes when nobody says how much, must not make a slow service look fast. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the bound is a socket option of epoll")
    void kernelTakesLittleForAServiceThatStandsStill() {
        Gate gate = new Gate();
        Script upload = Script.of(Script.readHead(), Script.pause(gate), Script.read(BODY));
        try (ScriptedService service = ScriptedService.start(upload);
                TestProxy proxy =
                        TestProxy.to(service).transport(Transport.EPOLL).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY + "\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> Slow.send(visitor, BODY));
            gate.awaitReached();
            Slow.awaitStandstill(proxy);
            assertTrue(proxy.readBytes() < 1 << 20, proxy.readBytes() + " bytes were read");
            gate.open();
            Slow.join(sender);
        }
    }

    /** H1-22: each event is there before the service sends the next. */
    @Test
    void eventsArriveOneByOne() {
        Gate first = new Gate();
        Gate second = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send(
                                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"),
                        Script.pause(first),
                        Script.send("9\r\ndata: 1\n\n\r\n"),
                        Script.pause(second),
                        Script.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            first.open();
            assertEquals("9\r\ndata: 1\n\n\r\n", visitor.readText(14));
            second.open();
            assertEquals("9\r\ndata: 2\n\n\r\n0\r\n\r\n", visitor.readText(19));
        }
    }

    /** H1-22: half of the events take less than 50 ms, on however busy a machine. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void eventsArriveWithin50Milliseconds(Transport transport) {
        int events = 31;
        Semaphore asked = new Semaphore(0);
        AtomicLong sentNanos = new AtomicLong();
        Script stream = Script.of(
                Script.readHead(), Script.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), connection -> {
                    for (int i = 0; i < events; i++) {
                        asked.acquireUninterruptibly();
                        sentNanos.set(System.nanoTime());
                        connection.send("9\r\ndata: 1\n\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    }
                });
        try (ScriptedService service = ScriptedService.start(stream);
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            long[] nanos = new long[events];
            for (int i = 0; i < events; i++) {
                asked.release();
                assertEquals("9\r\ndata: 1\n\n\r\n", visitor.readText(14));
                nanos[i] = System.nanoTime() - sentNanos.get();
            }
            Arrays.sort(nanos);
            assertTrue(nanos[events / 2] < 50_000_000, "the median is " + nanos[events / 2] + " ns");
        }
    }
}
