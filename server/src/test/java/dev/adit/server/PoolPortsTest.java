// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.wire.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients of localtunnel's kind: a port for each, and no lines on their links. */
class PoolPortsTest {
    private static final String LOCALTUNNEL = "User-Agent: axios/0.21.4\r\n";

    private static Stage open(PortRange ports) {
        return PoolPeer.open(PoolPeer.PATIENT, pool -> pool.withPorts(ports), Anonymous.POOL);
    }

    @Test
    void whoComesLikeLocaltunnelGetsAPortOfItsOwnAndSendsNoLines() {
        PortRange ports = Stage.freePorts(2);
        try (Stage stage = open(ports)) {
            RawResponse answer = PoolPeer.get(stage, "/myapp", LOCALTUNNEL);
            PoolPeer named = PoolPeer.of(answer);
            assertTrue(ports.contains(named.port()), answer::body);
            assertEquals("false", PoolPeer.field(answer, "auth_required"));
            assertEquals("own", PoolPeer.field(answer, "links"));
            PoolPeer random = PoolPeer.of(PoolPeer.get(stage, "/?new", LOCALTUNNEL));
            assertNotEquals(named.port(), random.port());
            try (RawClient one = RawClient.connect(named.port());
                    RawClient two = RawClient.connect(random.port())) {
                PoolPeer.assertServes(stage, named.id(), one);
                PoolPeer.assertServes(stage, random.id(), two);
                PoolPeer.assertServes(stage, named.id(), one);
            }
        }
    }

    /** With both kinds of port, everybody else is told the shared one; anybody may say which it wants. */
    @Test
    void othersGetTheSharedPort() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage = open(ports)) {
            for (String fields : List.of("", "User-Agent: Go-http-client/1.1\r\n", LOCALTUNNEL + PoolPeer.KEY_FIELD)) {
                int port = PoolPeer.of(PoolPeer.get(stage, "/?new", fields)).port();
                assertTrue(!ports.contains(port), fields);
            }
            assertTrue(!ports.contains(PoolPeer.of(PoolPeer.get(stage, "/?new&links=shared", LOCALTUNNEL))
                    .port()));
        }
        try (Stage stage = open(ports)) {
            assertTrue(ports.contains(
                    PoolPeer.of(PoolPeer.get(stage, "/?new&links=own", "")).port()));
        }
    }

    /** Without a shared port there is no other kind of client. */
    @Test
    void withPortsAloneEverybodyGetsOne() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage = Stage.open(
                config -> config.withPool(PoolConfig.OFF.withPorts(ports).withBounds(PoolPeer.PATIENT))
                        .withAccess(config.access().withAnonymous(Anonymous.POOL)))) {
            PoolPeer peer = PoolPeer.of(PoolPeer.get(stage, "/?new", ""));
            assertTrue(ports.contains(peer.port()));
            try (RawClient link = RawClient.connect(peer.port())) {
                PoolPeer.assertServes(stage, peer.id(), link);
            }
            RawResponse full = PoolPeer.get(stage, "/?new", "");
            assertEquals("ADIT-503-PORT", full.field("Adit-Error"), full::body);
        }
    }

    /** AL-03's neighbour: who connects from elsewhere gets nobody's requests. */
    @Test
    void onlyTheRegisteringAddressMayJoin() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage =
                Stage.open(config -> config.withEdge(config.edge().withTrustedProxies(List.of(Cidr.parse("127.0.0.1"))))
                        .withPool(PoolConfig.OFF.withPorts(ports).withBounds(PoolPeer.PATIENT))
                        .withAccess(config.access().withAnonymous(Anonymous.POOL)))) {
            PoolPeer peer = PoolPeer.of(PoolPeer.get(stage, "/?new", "X-Forwarded-For: 192.0.2.7\r\n"));
            try (RawClient link = RawClient.connect(peer.port())) {
                assertTrue(link.endsWithoutAnotherByte());
            }
            assertEquals(0, PoolPeer.links(stage, peer.id()));
        }
    }

    private static Stage openToAll(PortRange ports) {
        return Stage.open(config -> config.withEdge(config.edge().withTrustedProxies(List.of(Cidr.parse("127.0.0.1"))))
                .withPool(PoolConfig.OFF.withPorts(ports).withBounds(PoolPeer.PATIENT))
                .withAccess(config.access().withAnonymous(Anonymous.POOL)));
    }

    private static String wish(PoolPeer peer) {
        return "{\"name\":\"" + peer.id() + "\",\"token\":\"" + peer.token() + "\"}";
    }

    /** Without a key the token alone says that it is the same client, and its links live on. */
    @Test
    void aTokenRenewsARegistrationWithAPortOfItsOwn() {
        try (Stage stage = openToAll(Stage.freePorts(1))) {
            PoolPeer first = PoolPeer.of(PoolPeer.post(stage, "{\"name\":\"myapp\"}", ""));
            try (RawClient link = RawClient.connect(first.port())) {
                PoolPeer.assertServes(stage, "myapp", link);
                PoolPeer again = PoolPeer.of(PoolPeer.post(stage, wish(first), ""));
                assertEquals(first.port(), again.port());
                assertNotEquals(first.token(), again.token());
                PoolPeer.assertServes(stage, "myapp", link);
                PoolPeer.assertRefused(PoolPeer.post(stage, "{\"name\":\"myapp\"}", ""), 409, "ADIT-409-NAME");
            }
        }
    }

    /** At such a port only the registering address may connect, so a client that has another one now registers anew. */
    @Test
    void aTokenTakesANameAlongToAnotherAddress() {
        try (Stage stage = openToAll(Stage.freePorts(2))) {
            String elsewhere = "X-Forwarded-For: 192.0.2.7\r\n";
            PoolPeer first = PoolPeer.of(PoolPeer.post(stage, "{\"name\":\"myapp\"}", elsewhere));
            PoolPeer moved = PoolPeer.of(PoolPeer.post(stage, wish(first), ""));
            try (RawClient link = RawClient.connect(moved.port())) {
                PoolPeer.assertServes(stage, "myapp", link);
            }
        }
    }

    /** The port is the tunnel's as long as it lives, and somebody else's after. */
    @Test
    void thePortIsFreeAgainAfterTheTunnel() {
        PortRange ports = Stage.freePorts(1);
        PoolConfig.PoolBounds bounds = new PoolConfig.PoolBounds(
                10,
                64,
                PoolPeer.PATIENT.lines(),
                java.time.Duration.ofMillis(20),
                PoolPeer.PATIENT.busy(),
                java.time.Duration.ofSeconds(2));
        try (Stage stage = PoolPeer.open(bounds, pool -> pool.withPorts(ports), Anonymous.POOL)) {
            PoolPeer first = PoolPeer.of(PoolPeer.get(stage, "/first", LOCALTUNNEL));
            RawClient link = RawClient.connect(first.port());
            PoolPeer.assertServes(stage, first.id(), link);
            link.close();
            stage.awaitStatus(java.time.Duration.ofSeconds(20), "first", 404);
            Await.until("the port is closed", () -> !Stage.accepts(first.port()));
            PoolPeer second = PoolPeer.of(PoolPeer.get(stage, "/second", LOCALTUNNEL));
            assertEquals(first.port(), second.port());
            try (RawClient next = RawClient.connect(second.port())) {
                PoolPeer.assertServes(stage, second.id(), next);
            }
        }
    }

    /** A tunnel with a port of its own is not reached by its id at the shared one. */
    @Test
    void theSharedPortKnowsNoTunnelThatHasItsOwn() {
        try (Stage stage = open(Stage.freePorts(1))) {
            PoolPeer own = PoolPeer.of(PoolPeer.get(stage, "/myapp", LOCALTUNNEL));
            PoolPeer shared = PoolPeer.of(PoolPeer.get(stage, "/?new", ""));
            try (RawClient link = RawClient.connect(shared.port()).send("myapp\n" + own.token() + "\n")) {
                assertTrue(link.endsWithoutAnotherByte());
            }
        }
    }
}
