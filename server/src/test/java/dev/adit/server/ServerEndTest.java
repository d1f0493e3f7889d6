// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a server ends: at once, or after what runs. Leaked buffers and threads fail these by themselves. */
class ServerEndTest {
    @Test
    void closeEndsConnectionsWhateverTheyAreDoing() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet();
                RawClient silent = RawClient.connect(stage.port());
                RawClient half = RawClient.connect(stage.port()).send("GET / HTTP/1.1\r\nHo");
                RawClient idle = RawClient.connect(stage.port())) {
            agent.claim(1, "demo");
            idle.send("GET /_config HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse();
            try (RawClient waiting = stage.visit("demo", "/")) {
                agent.accept();
                stage.server().close();
                for (RawClient client : new RawClient[] {silent, half, idle, waiting}) {
                    assertTrue(client.endsWithoutAnotherByte());
                }
            }
            assertEquals(0, agent.awaitGoAway());
            assertEquals(1001, agent.awaitClose());
        }
    }

    /** U7: no last chunk, and an end that is no end of file. */
    @Test
    void aCutAnswerDoesNotLookWhole() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            try (RawClient visitor = stage.visit("demo", "/")) {
                int id = agent.accept();
                agent.send(id, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf of it");
                visitor.readUntil("half of it");
                stage.server().close();
                String rest = "";
                try {
                    rest = visitor.readToEnd();
                } catch (java.io.UncheckedIOException reset) {
                    return;
                }
                assertTrue(rest.isEmpty(), "a clean end: '" + rest + "'");
            }
        }
    }

    @Test
    void closingTwiceDoesNothingMore() {
        Stage stage = Stage.open();
        try (RawClient open = RawClient.connect(stage.port())) {
            stage.close();
            stage.close();
            assertTrue(open.endsWithoutAnotherByte());
        }
    }

    @Test
    void aPortThatIsTakenLeavesNothingOpen() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Server server = new Server(Stage.config()
                    .withEdge(EdgeConfig.DEFAULT.withListen(
                            ListenAddress.of("127.0.0.1", 0), ListenAddress.of("127.0.0.1", taken.getLocalPort()))));
            IOException failure = assertThrows(IOException.class, server::start);
            assertTrue(failure.toString().contains("--listen"), failure::toString);
        }
    }

    @Test
    void drainTellsAgentsAnswersWhatRunsAndTakesNothingNew() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet();
                RawClient idle = RawClient.connect(stage.port())) {
            agent.claim(1, "demo");
            idle.send("GET /_config HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse();
            try (RawClient visitor = stage.visit("demo", "/")) {
                int id = agent.accept();
                CompletableFuture<Void> drained =
                        CompletableFuture.runAsync(() -> stage.server().drain(Duration.ofSeconds(5)));
                assertEquals("{\"type\":\"drain\",\"grace_ms\":5000}", agent.hear());
                assertTrue(idle.endsWithoutAnotherByte());
                Await.until("the listener is closed", () -> !Stage.accepts(stage.port()));
                agent.finish(id, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
                assertEquals("late", visitor.readResponse().body());
                agent.awaitGoAway();
                drained.join();
            }
        }
    }

    @Test
    void drainWaitsForUpgradedConnections() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            try (RawClient visitor = agent.upgrade(stage.visitWebSocket("demo"))) {
                CompletableFuture<Void> drained = drain(stage, Duration.ofSeconds(30));
                agent.hear();
                Await.until("the listener is closed", () -> !Stage.accepts(stage.port()));
                visitor.send("ping");
                agent.awaitText(agent.upgraded(), "ping");
                assertFalse(drained.isDone());
                agent.finish(agent.upgraded(), "pong");
                assertEquals("pong", visitor.halfClose().readToEnd());
                agent.awaitGoAway();
                drained.join();
            }
        }
    }

    @Test
    void drainWaitsForTcpConnectionsAndTakesNoNewOnes() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage =
                        Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)));
                RawAgent agent = stage.adit().greet()) {
            agent.claimTcp(1, "shell", "null");
            try (RawClient visitor = RawClient.connect(ports.first())) {
                int id = agent.accept();
                CompletableFuture<Void> drained = drain(stage, Duration.ofSeconds(30));
                agent.hear();
                Await.until("the port is closed", () -> !Stage.accepts(ports.first()));
                visitor.send("question");
                agent.awaitText(id, "question");
                assertFalse(drained.isDone());
                agent.finish(id, "answer");
                assertEquals("answer", visitor.halfClose().readToEnd());
                agent.awaitGoAway();
                drained.join();
            }
        }
    }

    @Test
    void whatIsLeftAfterTheGraceIsCut() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage =
                        Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)));
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            agent.claimTcp(2, "shell", "null");
            try (RawClient socket = agent.upgrade(stage.visitWebSocket("demo"));
                    RawClient tcp = RawClient.connect(ports.first())) {
                agent.accept();
                stage.server().drain(Duration.ofMillis(50));
                assertTrue(socket.endsWithoutAnotherByte());
                assertTrue(tcp.endsWithoutAnotherByte());
            }
        }
    }

    @Test
    void aClaimWhileTheServerDrainsIsToBeMadeAgainElsewhere() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            try (RawClient visitor = stage.visit("demo", "/")) {
                int id = agent.accept();
                CompletableFuture<Void> drained = drain(stage, Duration.ofSeconds(30));
                agent.hear();
                String refused = agent.claim(2, "other");
                assertTrue(refused.contains("\"code\":\"ADIT-503-DRAIN\",\"status\":503"), refused);
                assertTrue(refused.contains("\"retry_ms\":2000"), refused);
                agent.finish(id, "HTTP/1.1 204 No Content\r\n\r\n");
                assertEquals(204, visitor.readResponse().status());
                agent.awaitGoAway();
                drained.join();
            }
        }
    }

    private static CompletableFuture<Void> drain(Stage stage, Duration grace) {
        return CompletableFuture.runAsync(() -> stage.server().drain(grace));
    }

    @Test
    void drainGivesUpAfterItsGrace() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            try (RawClient visitor = stage.visit("demo", "/")) {
                agent.accept();
                stage.server().drain(Duration.ofMillis(50));
                assertTrue(visitor.endsWithoutAnotherByte());
            }
        }
    }
}
