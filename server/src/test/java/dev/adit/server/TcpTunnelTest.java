// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** TCP tunnels from visitor's socket to yamux stream (TP, CE-08). */
class TcpTunnelTest {
    private static Stage withPorts(PortRange ports) {
        return Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)));
    }

    @Test
    void theClaimNamesUrlAndPortAndThePreambleSaysTcp() {
        PortRange ports = Stage.freePorts(2);
        try (Stage stage = withPorts(ports);
                RawAgent agent = stage.adit().greet()) {
            assertEquals(
                    "{\"type\":\"claimed\",\"id\":3,\"name\":\"shell\",\"url\":\"tcp://tunnels.test:" + ports.last()
                            + "\",\"port\":" + ports.last() + ",\"resume\":null}",
                    agent.claimTcp(3, "shell", Integer.toString(ports.last())));
            try (RawClient visitor = RawClient.connect(ports.last())) {
                int id = agent.accept();
                visitor.send("hello");
                String text = agent.awaitText(id, "hello");
                assertEquals("\1\2", text.substring(0, 2));
                assertEquals(4 + text.charAt(3), text.length() - 5);
                assertEquals("\0\3\0\4\177\0\0\1", text.substring(4, 12));
            }
        }
    }

    /** TP-03: the service speaks first. */
    @Test
    void aBannerReachesAVisitorWhoSaysNothing() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage = withPorts(ports);
                RawAgent agent = stage.exio("shell", "tcp");
                RawClient visitor = RawClient.connect(ports.first())) {
            agent.send(agent.accept(), "SSH-2.0-test\r\n");
            assertEquals("SSH-2.0-test\r\n", visitor.readUntil("\r\n"));
        }
    }

    /** TP-02: an end of output goes through alone, in both directions. */
    @Test
    void halfClosesArePassedOn() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage = withPorts(ports);
                RawAgent agent = stage.exio("shell", "tcp");
                RawClient visitor = RawClient.connect(ports.first())) {
            visitor.send("question").halfClose();
            int id = agent.accept();
            agent.awaitFinished(id);
            assertEquals("question", agent.stream(id).text());
            agent.send(id, "late ");
            agent.finish(id, "answer");
            assertEquals("late answer", visitor.readToEnd());
        }
    }

    @Test
    void aVisitorWhoIsGoneBeforeTheJoinIsPassedOnAsGone() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage = withPorts(ports);
                RawAgent agent = stage.exio("shell", "tcp")) {
            for (int i = 0; i < 50; i++) {
                RawClient.connect(ports.first()).send("x").close();
            }
            for (int i = 0; i < 50; i++) {
                int id = agent.accept();
                agent.await(
                        () -> agent.stream(id).isFinished() || agent.stream(id).isReset());
                agent.finish(id, "");
            }
        }
    }

    @Test
    void aResetOfEitherEndBreaksTheOther() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage = withPorts(ports);
                RawAgent agent = stage.exio("shell", "tcp")) {
            try (RawClient visitor = RawClient.connect(ports.first())) {
                agent.reset(agent.accept());
                assertTrue(visitor.endsWithoutAnotherByte());
            }
            RawClient visitor = RawClient.connect(ports.first()).send("x");
            int id = agent.accept();
            agent.awaitText(id, "x");
            visitor.reset();
            agent.awaitReset(id);
        }
    }

    /** TP-08. */
    @Test
    void releaseClosesThePortAndItCanBeHadAgain() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage = withPorts(ports);
                RawAgent agent = stage.adit().greet()) {
            agent.claimTcp(1, "shell", "null");
            agent.tell("{\"type\":\"release\",\"id\":1,\"reason\":\"ended\",\"message\":\"\"}");
            Await.until("the port is closed", () -> !Stage.accepts(ports.first()));
            assertTrue(agent.claimTcp(2, "shell", "null").contains("\"port\":" + ports.first()));
            assertTrue(Stage.accepts(ports.first()));
        }
    }

    @Test
    void thePortOfALostAgentIsClosedAndKeptForItsOwner() {
        PortRange ports = Stage.freePorts(2);
        try (Stage stage = withPorts(ports);
                RawAgent other = stage.adit().greet()) {
            int kept;
            try (RawAgent agent = stage.exio("shell", "tcp")) {
                kept = agent.head().contains(": " + ports.first()) ? ports.first() : ports.last();
                assertTrue(agent.head().contains("X-Exio-TCP-Port: " + kept), agent::head);
            }
            Await.until("the port is closed", () -> !Stage.accepts(kept));
            int left = ports.first() + ports.last() - kept;
            assertTrue(other.claimTcp(1, "other", "null").contains("\"port\":" + left));
            try (RawAgent back = stage.exio("shell", "tcp")) {
                assertTrue(back.head().contains("X-Exio-TCP-Port: " + kept), back::head);
            }
        }
    }

    /** CE-08 and EX-8: a port of another process is passed over, and no listener is left behind. */
    @Test
    void aPortOfAnotherProcessIsPassedOverAndNoneLeftIs503() throws IOException {
        PortRange ports = Stage.freePorts(2);
        try (Stage stage = withPorts(ports);
                ServerSocket foreign = new ServerSocket(ports.first(), 1, InetAddress.ofLiteral("127.0.0.1"));
                RawAgent agent = stage.adit().greet()) {
            assertTrue(foreign.isBound());
            ConversationTest.assertRefused(
                    agent.claimTcp(1, "wanted", Integer.toString(ports.first())), 1, "ADIT-409-PORT", 409);
            assertTrue(agent.claimTcp(1, "one", "null").contains("\"port\":" + ports.last()));
            ConversationTest.assertRefused(agent.claimTcp(2, "two", "null"), 2, "ADIT-503-PORT", 503);
            assertEquals(404, stage.get("two.tunnels.test", "/").status(), "the name is held for nobody");
        }
    }

    /** EX-7. */
    @Test
    void aTcpTunnelAnswersNoHttp() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage = withPorts(ports);
                RawAgent agent = stage.exio("shell", "tcp")) {
            assertEquals(404, stage.get("shell.tunnels.test", "/").status());
            assertFalse(agent.head().isEmpty());
        }
    }
}
