// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.ServerLimits.ConnectionLimits;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.wire.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections of one address (PE-47) and what is refused before a tunnel is asked (PE-41, PE-52, PE-53). */
class VisitorLimitsTest {
    private static ServerConfig two(ServerConfig config) {
        return config.withLimits(config.limits()
                .withConnections(
                        ConnectionLimits.DEFAULT.withConnections(2, ConnectionLimits.DEFAULT.connectionsPerTunnel())));
    }

    private static RawClient open(Stage stage) {
        RawClient client = RawClient.connect(stage.port());
        client.send("GET /_config HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse();
        return client;
    }

    @Test
    void oneConnectionTooManyOfAnAddressIsClosed() {
        try (Stage stage = Stage.open(VisitorLimitsTest::two);
                RawClient first = open(stage);
                RawClient second = open(stage);
                RawClient third = RawClient.connect(stage.port())) {
            assertTrue(third.endsWithoutAnotherByte());
            first.reset();
            Await.until("a place is free", () -> answers(stage));
            second.send("GET /_config HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals(200, second.readResponse().status());
        }
    }

    private static boolean answers(Stage stage) {
        try {
            return stage.get("localhost", "/_config").status() == 200;
        } catch (java.io.UncheckedIOException refused) {
            return false;
        }
    }

    @Test
    void agentsLeaveTheCountWithTheir101() {
        try (Stage stage = Stage.open(VisitorLimitsTest::two);
                RawAgent one = stage.adit();
                RawAgent two = stage.adit();
                RawAgent three = stage.adit();
                RawClient visitor = open(stage)) {
            assertTrue((one.head() + two.head() + three.head()).contains("101"));
            visitor.halfClose();
        }
    }

    /** Whoever needs no key to come in could else hold any number of sessions, without a tunnel in one of them. */
    @Test
    void agentsWithoutAKeyStayInTheCountOfTheirAddress() {
        try (Stage stage =
                Stage.open(config -> two(config).withAccess(config.access().withAnonymous(Anonymous.HTTP)))) {
            try (RawAgent adit = RawAgent.adit(stage.port(), "").greet();
                    RawAgent exio = RawAgent.exio(stage.port(), "", "demo", "http");
                    RawClient third = RawClient.connect(stage.port())) {
                assertTrue((adit.head() + exio.head()).contains("101"));
                assertTrue(third.endsWithoutAnotherByte());
            }
            Await.until("their places are free", () -> answers(stage));
        }
    }

    @Test
    void refusedDialsGiveTheirPlacesInTheCountBack() {
        String dial = "GET /_connect HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        try (Stage stage = Stage.open(VisitorLimitsTest::two)) {
            try (RawClient first = RawClient.connect(stage.port());
                    RawClient second = RawClient.connect(stage.port())) {
                assertTrue(first.send(dial).readHead().startsWith("HTTP/1.1 401 "));
                assertTrue(second.send(dial).readHead().startsWith("HTTP/1.1 401 "));
            }
            Await.until("their places are free", () -> answers(stage));
        }
    }

    /** An upgraded connection is a visitor's still. */
    @Test
    void aWebSocketStaysInTheCountOfItsAddress() {
        try (Stage stage = Stage.open(VisitorLimitsTest::two);
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            try (RawClient socket = agent.upgrade(stage.visitWebSocket("demo"));
                    RawClient second = open(stage);
                    RawClient third = RawClient.connect(stage.port())) {
                assertTrue(third.endsWithoutAnotherByte());
                second.halfClose();
                socket.halfClose();
            }
            Await.until("their places are free", () -> answers(stage));
        }
    }

    @Test
    void trustedProxiesAreExempt() {
        try (Stage stage = Stage.open(config ->
                        two(config).withEdge(config.edge().withTrustedProxies(List.of(Cidr.parse("127.0.0.0/8")))));
                RawClient first = open(stage);
                RawClient second = open(stage);
                RawClient third = open(stage)) {
            for (RawClient client : List.of(first, second, third)) {
                client.send("GET /_config HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertEquals(200, client.readResponse().status());
            }
        }
    }

    @Test
    void refusalsNameTheirCode() {
        try (Stage stage = Stage.open()) {
            assertRefused(404, "ADIT-404-NAME", stage.get("nobody.tunnels.test", "/"));
            assertRefused(404, "ADIT-404-HOST", stage.get("tunnels.test", "/"));
            assertRefused(404, "ADIT-404-HOST", stage.get("evil-tunnels.test", "/<script>x".replace("<", "%3C")));
            assertRefused(405, "ADIT-405-METHOD", stage.ask("TRACE / HTTP/1.1\r\nHost: demo.tunnels.test\r\n\r\n"));
            assertRefused(405, "ADIT-405-METHOD", stage.ask("CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n"));
        }
    }

    /** PE-07 and PE-52. */
    @Test
    void theTargetDecidesAndALoopIs508() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "beta");
            String via;
            try (RawClient visitor = RawClient.connect(stage.port())
                    .send("GET http://beta.tunnels.test/x HTTP/1.1\r\nHost: alpha.tunnels.test\r\n\r\n")) {
                String request = agent.serve("ok");
                assertTrue(request.contains("GET /x HTTP/1.1\r\n"), request);
                assertTrue(request.contains("Host: beta.tunnels.test\r\n"), request);
                via = request.lines()
                        .filter(line -> line.startsWith("Via: "))
                        .findFirst()
                        .orElseThrow();
                visitor.readResponse();
            }
            RawResponse loop = stage.ask("GET / HTTP/1.1\r\nHost: beta.tunnels.test\r\n" + via + "\r\n\r\n");
            assertRefused(508, "ADIT-508-LOOP", loop);
        }
    }

    private static void assertRefused(int status, String code, RawResponse answer) {
        assertEquals(status, answer.status());
        assertEquals(code, answer.field("Adit-Error"));
    }
}
