// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections of TCP tunnels end (TP-01, TP-05, TP-08), which is what Exio gets wrong (its fault 6). */
class TcpEndsTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final PortRange ports = Stage.freePorts(3);
    private final Stage stage =
            Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)));

    private int port;

    @AfterEach
    void end() {
        stage.close();
    }

    /** Something to say to a visitor, where only that finds out whether one is there. */
    private static void passOn(RawAgent agent, int id) {
        if (Transport.best() == Transport.NIO) {
            agent.send(id, "x");
            agent.awaitPong();
            agent.send(id, "y");
        }
    }

    /** An agent that serves a port. */
    private RawAgent shell() {
        RawAgent agent = stage.exio("shell", "tcp");
        port = ports.from(0)
                .filter(each -> agent.head().contains("X-Exio-TCP-Port: " + each + "\r\n"))
                .findFirst()
                .orElseThrow();
        return agent;
    }

    private RawClient visit() {
        return RawClient.connect(port);
    }

    /** A drain waits for connections, and for nothing else here. */
    private void assertNoConnectionIsLeft() {
        long begun = System.nanoTime();
        stage.server().drain(Duration.ofMinutes(2));
        assertTrue(System.nanoTime() - begun < Duration.ofMinutes(1).toNanos(), "a connection is left");
    }

    /**
     * The first end is a half-close, and the service goes on; the second says that nobody hears it. Java's selectors do
     * not tell, so there the next bytes find it out.
     */
    @Test
    void aVisitorWhoHalfClosedAndThenLeavesIsPassedOn() {
        try (RawAgent agent = shell()) {
            RawClient visitor = visit().send("question").halfClose();
            int id = agent.accept();
            agent.awaitFinished(id);
            agent.send(id, "first ");
            assertEquals("first ", visitor.readText(6));
            visitor.reset();
            passOn(agent, id);
            agent.awaitReset(id);
        }
        assertNoConnectionIsLeft();
    }

    /** One that closes without a reset is found out by the first bytes that come for it. */
    @Test
    void aVisitorWhoClosedIsPassedOnOnceBytesComeForIt() {
        try (RawAgent agent = shell()) {
            visit().send("question").close();
            int id = agent.accept();
            agent.awaitFinished(id);
            for (int i = 0; i < 10 && !agent.stream(id).isReset(); i++) {
                agent.send(id, "more");
                agent.awaitPong();
            }
            agent.awaitReset(id);
        }
        assertNoConnectionIsLeft();
    }

    /** TP-05. */
    @Test
    void aThousandEndsAndResetsLeaveNothing() {
        try (RawAgent agent = shell()) {
            List<Integer> resets = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                RawClient visitor = visit().halfClose();
                int id = agent.accept();
                if (i % 2 == 0) {
                    agent.awaitFinished(id);
                }
                visitor.reset();
                passOn(agent, id);
                resets.add(id);
            }
            resets.forEach(agent::awaitReset);
            try (RawClient visitor = visit()) {
                agent.finish(agent.accept(), "alive");
                assertEquals("alive", visitor.readToEnd());
            }
        }
        assertNoConnectionIsLeft();
    }

    /** TP-08: the session is lost. */
    @Test
    void aHundredConnectionsEndWithTheirSession() throws IOException {
        List<RawClient> visitors = new ArrayList<>();
        try (RawAgent agent = shell()) {
            for (int i = 0; i < 100; i++) {
                visitors.add(visit());
                agent.send(agent.accept(), "banner");
                assertEquals("banner", visitors.getLast().readText(6));
            }
        }
        visitors.forEach(visitor -> assertTrue(visitor.endsWithoutAnotherByte()));
        Await.until("the port is closed", () -> !Stage.accepts(port));
        try (ServerSocket own = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertTrue(own.isBound());
        }
    }

    /** TP-01: the service is down, which the agent tells by a reset. */
    @Test
    void aRefusedStreamEndsItsVisitorWithinASecond() {
        try (RawAgent agent = shell();
                RawClient visitor = visit().readPatience(ONE_SECOND)) {
            agent.reset(agent.accept());
            assertTrue(visitor.endsWithoutAnotherByte());
        }
    }

    /** TP-04 in small: each direction waits for its own reader alone. */
    @Test
    void bothDirectionsCarryWholeWhileOneIsSlow() {
        String piece = "0123456789abcdef".repeat(512);
        try (RawAgent agent = shell();
                RawClient visitor = visit()) {
            int id = agent.accept();
            IntStream.range(0, 16).forEach(i -> agent.send(id, piece));
            visitor.send(piece.repeat(8));
            agent.await(() -> agent.stream(id).text().length() == 8 * piece.length());
            visitor.halfClose();
            agent.awaitFinished(id);
            agent.finish(id, "end");
            assertEquals(piece.repeat(16) + "end", visitor.readToEnd());
            assertEquals(piece.repeat(8), agent.stream(id).text());
        }
    }
}
