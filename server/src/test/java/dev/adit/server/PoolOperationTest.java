// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Status, drain and end of a server with pool clients. */
class PoolOperationTest {
    @Test
    void theStatusHoldsCountsAndMemoryAndNoNames() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "secretname");
            RawResponse status = PoolPeer.get(stage, "/api/status", "");
            assertTrue(
                    status.body()
                            .matches("\\{\"tunnels\":1,\"auth_enabled\":true,\"tunnel_port\":" + peer.port()
                                    + ",\"mem\":\\{\"alloc\":\\d+,\"totalAlloc\":\\d+,\"sys\":\\d+,"
                                    + "\"heapAlloc\":\\d+}}\\s*"),
                    status.body());
            assertFalse(status.body().contains("secretname"));
            assertEquals(
                    405,
                    stage.ask("POST /api/status HTTP/1.1\r\nHost: tunnels.test\r\nContent-Length: 0\r\n\r\n")
                            .status());
        }
    }

    @Test
    void aTunnelsStatusCountsItsLinks() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage)) {
            long now = System.currentTimeMillis() / 1000;
            RawResponse status = PoolPeer.get(stage, "/api/tunnels/myapp/status", "");
            assertEquals("1", PoolPeer.field(status, "connected_sockets"));
            assertTrue(Math.abs(Long.parseLong(PoolPeer.field(status, "created_at")) - now) < 60, status::body);
            assertTrue(Math.abs(Long.parseLong(PoolPeer.field(status, "last_access")) - now) < 60, status::body);
            assertEquals(
                    "",
                    stage.ask(
                                    "HEAD /api/tunnels/myapp/status HTTP/1.1\r\nHost: tunnels.test\r\nConnection: close\r\n\r\n")
                            .body());
            link.reset();
            PoolPeer.awaitLinks(stage, "myapp", 0);
            assertEquals(
                    404, PoolPeer.get(stage, "/api/tunnels/other/status", "").status());
        }
    }

    @Test
    void withoutThePoolThereIsNothingOfIt() {
        try (Stage stage = Stage.open()) {
            for (String target : new String[] {"/?new", "/myapp", "/api/status", "/api/tunnels/myapp/status"}) {
                RawResponse answer = PoolPeer.get(stage, target, PoolPeer.KEY_FIELD);
                assertEquals("ADIT-404-HOST", answer.field("Adit-Error"), target);
            }
            assertTrue(stage.server().poolAddress().isEmpty());
        }
    }

    @Test
    void aPoolPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Server server = new Server(Stage.config()
                    .withPool(PoolConfig.OFF.withListen(ListenAddress.of("127.0.0.1", taken.getLocalPort()))));
            IOException failure = assertThrows(IOException.class, server::start);
            assertTrue(failure.toString().contains("--pool-listen"), failure::toString);
        }
    }

    @Test
    void aDrainEndsIdleLinksNowAndOthersAfterTheirExchange() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            try (RawClient busy = peer.joined(stage);
                    RawClient idle = peer.joined(stage);
                    RawClient visitor = stage.visit("myapp", "/")) {
                busy.readHead();
                CompletableFuture<Void> drained =
                        CompletableFuture.runAsync(() -> stage.server().drain(Duration.ofSeconds(30)));
                assertTrue(idle.endsWithoutAnotherByte());
                Await.until("links are taken no more", () -> !Stage.accepts(peer.port()));
                busy.send(PoolPeer.answer("late"));
                assertEquals("late", visitor.readResponse().body());
                assertTrue(busy.endsWithoutAnotherByte());
                drained.join();
            }
        }
    }

    @Test
    void aWaitingVisitorIsServedWhileTheServerDrains() {
        PoolConfig.PoolBounds oneMayWait = new PoolConfig.PoolBounds(
                10,
                1,
                PoolPeer.PATIENT.lines(),
                PoolPeer.PATIENT.away(),
                PoolPeer.PATIENT.busy(),
                PoolPeer.PATIENT.hold());
        try (Stage stage = PoolPeer.withKeys(oneMayWait);
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient first = stage.visit("myapp", "/first")) {
            link.readHead();
            try (RawClient second = PoolPeer.queued(stage, "/second")) {
                CompletableFuture<Void> drained =
                        CompletableFuture.runAsync(() -> stage.server().drain(Duration.ofSeconds(30)));
                Await.until("visitors are taken no more", () -> !Stage.accepts(stage.port()));
                link.send(PoolPeer.answer("first"));
                assertEquals("first", first.readResponse().body());
                assertTrue(PoolPeer.serve(link, "second").startsWith("GET /second "));
                assertEquals("second", second.readResponse().body());
                drained.join();
            }
        }
    }

    @Test
    void closeEndsLinksWhateverTheyAreDoing() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            try (RawClient busy = peer.joined(stage);
                    RawClient visitor = stage.visit("myapp", "/")) {
                busy.readHead();
                try (RawClient idle = peer.joined(stage);
                        RawClient silent = RawClient.connect(peer.port());
                        RawClient half = RawClient.connect(peer.port()).send("myapp\n")) {
                    stage.server().close();
                    for (RawClient link : new RawClient[] {idle, silent, half}) {
                        assertTrue(link.endsWithoutAnotherByte());
                    }
                    assertTrue(busy.endsWithoutAnotherByte());
                    assertTrue(visitor.endsWithoutAnotherByte());
                }
            }
        }
    }
}
