// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A visitor that resets its connection takes the service's with it within a second (H1-19, PE-45, U3). */
final class ClientGoneTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static void expectGone(TestProxy proxy, ScriptedService service, int connection) {
        Await.until(
                SECOND,
                "the service's connection ended",
                () -> service.connection(connection).isOver());
        ExchangeEnd end = proxy.nextEnd();
        assertEquals(ExchangeEnd.Outcome.ABORTED, end.outcome());
        assertEquals(499, end.status());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whileTheServiceThinks(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(GET);
            Await.until("the request arrived", () -> service.received().equals(GET));
            visitor.reset();
            expectGone(proxy, service, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void duringADownload(Transport transport) {
        Script endless = Script.of(Script.readHead(), connection -> {
            connection.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 1024; i++) {
                connection.send(new byte[1 << 20]);
            }
        });
        try (ScriptedService service = ScriptedService.start(endless);
                TestProxy proxy = TestProxy.to(service).transport(transport).start()) {
            for (int round = 0; round < 50; round++) {
                try (RawClient visitor = proxy.connect()) {
                    visitor.send(GET).read(100_000);
                    visitor.reset();
                    expectGone(proxy, service, round);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void duringAnUpload(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).transport(transport).start()) {
            for (int round = 0; round < 50; round++) {
                try (RawClient visitor = proxy.connect()) {
                    visitor.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n");
                    visitor.send(new byte[50_000]);
                    int connection = round;
                    Await.until(
                            "the upload arrived",
                            () -> service.connection(connection).receivedBytes() > 50_000);
                    visitor.reset();
                    expectGone(proxy, service, round);
                }
            }
        }
    }

    /**
     * The visitor is not read while the service takes nothing; its reset is seen all the same. By epoll alone: NIO tells
     * of a reset only those who read or write.
     */
    @Test
    void duringAnUploadThatStands() {
        Gate gate = new Gate();
        try (ScriptedService service =
                        ScriptedService.start(Script.of(Script.readHead(), Script.pause(gate), Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service)
                        .transport(Transport.EPOLL)
                        .buffers(16 * 1024)
                        .start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> Slow.send(visitor, 50 << 20));
            gate.awaitReached();
            Slow.awaitStandstill(proxy);
            visitor.reset();
            ExchangeEnd end = proxy.nextEnd();
            assertEquals(ExchangeEnd.Outcome.ABORTED, end.outcome());
            gate.open();
            Slow.join(sender);
        }
    }
}
