// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.ServerLimits.ConnectionLimits;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.wire.Cidr;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may visit a tunnel: access lists of both kinds, and how many connections a TCP tunnel takes (TP-06). */
class TcpAccessTest {
    private final PortRange ports = Stage.freePorts(2);

    private Stage stage(int perAddress, int perTunnel) {
        return Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports))
                .withLimits(config.limits()
                        .withConnections(ConnectionLimits.DEFAULT.withConnections(perAddress, perTunnel))));
    }

    private static String claim(int id, String kind, String name, String port, String options) {
        return "{\"type\":\"claim\",\"id\":" + id + ",\"kind\":\"" + kind + "\",\"name\":\"" + name + "\",\"port\":"
                + port + ",\"resume\":null,\"options\":" + options + "}";
    }

    private String open(RawAgent agent, int id, String kind, String options) {
        agent.tell(claim(
                id,
                kind,
                kind.equals("tcp") ? "shell" : "demo",
                kind.equals("tcp") ? "" + ports.first() : "null",
                options));
        return agent.hear();
    }

    @Test
    void theServerSaysThatItKeepsToAccessLists() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit()) {
            agent.tell("{\"type\":\"hello\",\"version\":1,\"program\":\"raw/1\",\"instance\":\"0123456789abcdef\","
                    + "\"features\":[]}");
            assertTrue(agent.hear().contains("\"features\":[\"access-list\"]"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"allow_cidr\":[\"127.0.0.0/8\"]} | true",
                "{\"allow_cidr\":[\"10.0.0.0/8\",\"127.0.0.1\"]} | true",
                "{\"deny_cidr\":[\"10.0.0.0/8\"]} | true",
                "{\"allow_cidr\":[\"10.0.0.0/8\"]} | false",
                "{\"allow_cidr\":[\"::/0\"]} | false",
                "{\"deny_cidr\":[\"127.0.0.1\"]} | false",
                "{\"allow_cidr\":[\"127.0.0.0/8\"],\"deny_cidr\":[\"127.0.0.0/16\"]} | false",
            })
    void listsDecideAtBothKindsOfTunnels(String options, boolean admitted) {
        try (Stage stage = stage(0, 0);
                RawAgent agent = stage.adit().greet()) {
            assertTrue(open(agent, 1, "http", options).contains("claimed"));
            assertTrue(open(agent, 2, "tcp", options).contains("claimed"));
            if (admitted) {
                try (RawClient visitor = stage.visit("demo", "/")) {
                    agent.serve("ok");
                    assertEquals("ok", visitor.readResponse().body());
                }
                try (RawClient visitor = RawClient.connect(ports.first())) {
                    agent.send(agent.accept(), "banner\n");
                    assertEquals("banner\n", visitor.readUntil("\n"));
                }
            } else {
                RawResponse answer = stage.get("demo.tunnels.test", "/");
                assertEquals(403, answer.status());
                assertEquals("ADIT-403-VISITOR", answer.field("Adit-Error"));
                try (RawClient visitor = RawClient.connect(ports.first())) {
                    UncheckedIOException reset = assertThrows(UncheckedIOException.class, () -> visitor.read(1));
                    assertTrue(reset.getCause() instanceof SocketException, reset::toString);
                } catch (UncheckedIOException resetAtOnce) {
                    assertTrue(resetAtOnce.getCause() instanceof SocketException, resetAtOnce::toString);
                }
                assertEquals(1, agent.opened(), "nothing but the control stream");
            }
        }
    }

    /** Behind a trusted proxy it is the visitor whom that one names (H1-10). */
    @Test
    void theDerivedAddressDecides() {
        try (Stage stage = Stage.open(
                        config -> config.withEdge(config.edge().withTrustedProxies(List.of(Cidr.parse("127.0.0.1")))));
                RawAgent agent = stage.adit().greet()) {
            open(agent, 1, "http", "{\"allow_cidr\":[\"203.0.113.0/24\"]}");
            assertEquals(403, stage.get("demo.tunnels.test", "/").status());
            String head = "GET / HTTP/1.1\r\nHost: demo.tunnels.test\r\nX-Forwarded-For: ";
            assertEquals(403, stage.ask(head + "203.0.113.9, 192.0.2.1\r\n\r\n").status());
            try (RawClient visitor = RawClient.connect(stage.port()).send(head + "192.0.2.1, 203.0.113.9\r\n\r\n")) {
                agent.serve("ok");
                assertEquals(200, visitor.readResponse().status());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"allow_cidr, 10.0.0.0/33", "allow_cidr, example.com", "deny_cidr, 10.1.2.3/8"})
    void aListThatIsNoneRefusesTheClaim(String field, String block) {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            String refused = open(agent, 1, "http", "{\"" + field + "\":[\"" + block + "\"]}");
            assertTrue(refused.contains("ADIT-400-CONNECT") && refused.contains("addresses that may visit"), refused);
            assertEquals(404, stage.get("demo.tunnels.test", "/").status());
        }
    }

    @Test
    void connectionsOverTheTunnelsCapAreClosedAndOthersAreUnharmed() {
        try (Stage stage = stage(0, 2);
                RawAgent agent = stage.adit().greet()) {
            open(agent, 1, "tcp", "{}");
            assertTrue(agent.claimTcp(2, "other", "" + ports.last()).contains("claimed"));
            List<RawClient> kept = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                kept.add(RawClient.connect(ports.first()).send("x"));
                agent.awaitText(agent.accept(), "x");
            }
            for (int i = 0; i < 20; i++) {
                assertTurnedAway(ports.first());
            }
            try (RawClient visitor = RawClient.connect(ports.last())) {
                agent.send(agent.accept(), "banner\n");
                assertEquals("banner\n", visitor.readUntil("\n"));
            }
            kept.removeFirst().reset();
            Await.until("a place is free", () -> !isTurnedAway(ports.first()));
            kept.forEach(RawClient::reset);
        }
    }

    @Test
    void connectionsOfOneAddressAreCountedOverAllTunnels() {
        try (Stage stage = stage(3, 0);
                RawAgent agent = stage.adit().greet()) {
            open(agent, 1, "tcp", "{}");
            agent.claimTcp(2, "other", "" + ports.last());
            try (RawClient one = RawClient.connect(ports.first());
                    RawClient two = RawClient.connect(ports.last());
                    RawClient three = stage.visit("nobody", "/")) {
                // Each port has a loop of its own: the next one may only come when these are counted.
                agent.accept();
                agent.accept();
                three.readResponse();
                assertTurnedAway(ports.first());
                one.reset();
                Await.until("a place is free", () -> !isTurnedAway(ports.first()));
                two.reset();
            }
        }
    }

    private static void assertTurnedAway(int port) {
        try (RawClient visitor = RawClient.connect(port)) {
            assertTrue(visitor.endsWithoutAnotherByte());
        } catch (UncheckedIOException resetAtOnce) {
            assertTrue(resetAtOnce.getCause() instanceof SocketException, resetAtOnce::toString);
        }
    }

    /** Whether a connection is closed soon. One that stays is closed here, and keeps its place while the agent does. */
    private static boolean isTurnedAway(int port) {
        try (RawClient visitor = RawClient.connect(port).readPatience(Duration.ofMillis(300))) {
            return visitor.endsWithoutAnotherByte();
        } catch (UncheckedIOException failed) {
            return failed.getCause() instanceof SocketException;
        }
    }
}
