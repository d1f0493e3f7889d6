// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a TCP tunnel's connections when its agent releases it and its session lives on (TP-08). */
class TcpReleaseTest {
    private static final int CONNECTIONS = 100;

    private final PortRange ports = Stage.freePorts(2);
    private final Stage stage =
            Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)));
    private final RawAgent agent = stage.adit().greet();
    private final List<RawClient> visitors = new ArrayList<>();
    private final List<Integer> streams = new ArrayList<>();

    @AfterEach
    void end() {
        visitors.forEach(RawClient::close);
        agent.close();
        stage.close();
    }

    private void claim(int id, int port) {
        assertTrue(agent.claimTcp(id, "shell" + id, Integer.toString(port)).contains("\"port\":" + port));
    }

    private void visit(int port) {
        visitors.add(RawClient.connect(port));
        streams.add(agent.accept());
        agent.send(streams.getLast(), "banner");
        assertEquals("banner", visitors.getLast().readText(6));
    }

    private void release(int id, String more) {
        agent.tell("{\"type\":\"release\",\"id\":" + id + ",\"reason\":\"ended\",\"message\":\"\"" + more + "}");
    }

    private static void assertReset(RawClient visitor) {
        UncheckedIOException broken = assertThrows(UncheckedIOException.class, visitor::readToEnd);
        assertInstanceOf(SocketException.class, broken.getCause());
    }

    @Test
    void aHundredConnectionsAreResetWithinASecondAndThePortIsFree() throws IOException {
        claim(1, ports.first());
        for (int i = 0; i < CONNECTIONS; i++) {
            visit(ports.first());
        }
        long begun = System.nanoTime();
        release(1, "");
        visitors.forEach(TcpReleaseTest::assertReset);
        assertTrue(System.nanoTime() - begun < Duration.ofSeconds(1).toNanos(), "all are closed within a second");
        Await.until("the port is closed", () -> !Stage.accepts(ports.first()));
        try (ServerSocket own = new ServerSocket(ports.first(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertTrue(own.isBound());
        }
        streams.forEach(agent::awaitReset);
        claim(1, ports.first());
        visit(ports.first());
    }

    @Test
    void aTunnelOfTheSameSessionIsUnharmed() {
        claim(1, ports.first());
        claim(2, ports.last());
        visit(ports.first());
        visit(ports.last());
        release(1, "");
        assertReset(visitors.getFirst());
        agent.finish(streams.getLast(), " lives");
        assertEquals(" lives", visitors.getLast().readToEnd());
    }

    @Test
    void connectionsOfATunnelThatDrainsLiveOnAndNewOnesAreRefused() {
        claim(1, ports.first());
        for (int i = 0; i < CONNECTIONS; i++) {
            visit(ports.first());
        }
        release(1, ",\"drain\":true");
        Await.until("the port is closed", () -> !Stage.accepts(ports.first()));
        agent.awaitPong();
        for (int i = 0; i < CONNECTIONS; i++) {
            visitors.get(i).send("question").halfClose();
            agent.awaitFinished(streams.get(i));
            assertEquals("question", agent.stream(streams.get(i)).text().substring(preamble(i)));
            agent.finish(streams.get(i), "answer");
            assertEquals("answer", visitors.get(i).readToEnd());
        }
    }

    /** The length of the preamble before what the visitor said. */
    private int preamble(int i) {
        return 4 + agent.stream(streams.get(i)).text().charAt(3);
    }
}
