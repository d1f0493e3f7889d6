// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.agent.ProxySettings.Proxy;
import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import dev.adit.wire.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How an agent of the pool protocol keeps its links, and ends; the test plays the server. */
class PoolRunTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @RegisterExtension
    private final PoolAgent agent = new PoolAgent();

    private final PlayedPool server = agent.server();
    private final ListenerRecord listener = agent.listener();

    @Test
    void theLinksAskedForAreKept() {
        agent.start(config -> config.withDial(config.dial().withPoolLinks(4)));
        agent.awaitReady(1);
        Await.until("four links", () -> server.accepted() == 4);
        for (int i = 0; i < 4; i++) {
            assertEquals("shop\n", server.peer(i).await("\n"));
        }
        assertEquals(
                "GET /shop HTTP/1.1",
                server.heads.getFirst().lines().findFirst().orElseThrow());
        assertTrue(server.heads.getFirst().contains("Authorization: Bearer k3y\r\n"));
        assertTrue(listener.has("ready shop http://localhost:" + server.port() + "/shop/ http://localhost:1"));
    }

    @Test
    void neverMoreLinksThanTheServerTakes() {
        server.answer(head -> server.granting(3));
        agent.start(config -> config);
        agent.awaitReady(1);
        Await.until("three links", () -> server.accepted() == 3);
        server.peer(1).await("\n");
        server.peer(1).send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").awaitEnd();
        Await.until("the one that ended is replaced", () -> server.accepted() == 4);
        assertEquals(3, server.open());
    }

    @Test
    void aServerWithAPortForEachTunnelIsToldNothing() {
        server.answer(head -> PlayedPool.ok("{\"id\":\"shop\",\"port\":" + server.linkPort()
                + ",\"max_conn_count\":1,\"url\":\"https://shop.lt.example.com\"}"));
        agent.start(config -> config);
        agent.awaitReady(1);
        assertTrue(server.peer(0).send(GET).await("\r\n\r\n").startsWith("HTTP/1.1 502"));
        assertTrue(listener.has("ready shop https://shop.lt.example.com "));
    }

    @Test
    void whoseProtocolItIsCanBeSaid() {
        agent.start(config -> config.withDial(config.dial().withPoolLinks(1).withProtocol(WireProtocol.LOCALTUNNEL)));
        agent.awaitReady(1);
        assertTrue(server.peer(0).send(GET).await("\r\n\r\n").startsWith("HTTP/1.1 502"));
    }

    @Test
    void aLinkThatServedIsReplacedAtOnce() {
        agent.start(config -> config.withDial(config.dial().withPoolLinks(1)));
        agent.awaitReady(1);
        for (int i = 0; i < 5; i++) {
            server.peer(i).send(GET).await("\n");
            server.peer(i).await("\r\n\r\n");
            server.peer(i).close();
        }
        server.peer(5);
        assertEquals(0, agent.disconnects(""), listener.lines.toString());
        assertEquals(1, server.heads.size());
    }

    @Test
    void registrationAndLinksGoThroughTheProxy() {
        Script proxied = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 200 Connected\r\n\r\n"),
                Script.readUntil("{\"name\":\"shop\"}"),
                Script.send(PlayedPool.ok(
                        "{\"id\":\"shop\",\"port\":62322,\"max_conn_count\":1,\"url\":\"\",\"token\":\"t\"}")));
        Script link = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 200 Connected\r\n\r\n"),
                Script.expect("shop\nt\n"),
                Script.send(GET),
                Script.readHead(),
                Script.readToEnd());
        try (ScriptedService proxy = ScriptedService.start(proxied, link)) {
            Proxy settings = new Proxy(new HostPort("localhost", proxy.port()), Optional.empty());
            agent.start(config -> new AgentConfig(
                    ServerAddress.parse("http://tunnel.example.com"),
                    config.key(),
                    config.tunnels(),
                    config.dial()
                            .withAllowPlaintext(true)
                            .withProxy(new ProxySettings(Optional.empty(), Optional.of(settings), List.of())),
                    config.timeouts(),
                    Optional.empty()));
            agent.awaitReady(1);
            Await.until("an answer", () -> proxy.connection(1).received().contains("HTTP/1.1 502"));
            assertTrue(proxy.connection(1).received().startsWith("CONNECT tunnel.example.com:62322 HTTP/1.1\r\n"));
            agent.running().close();
            agent.ended();
        }
    }

    @Test
    void aDrainedAgentFinishesWhatRuns() {
        Gate gate = new Gate();
        Script slow = Script.of(
                Script.readHead(), Script.pause(gate), Script.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow"));
        try (ScriptedService service = ScriptedService.start(slow)) {
            agent.start(config -> config.withTunnels(List.of(PoolAgent.tunnel(service.port()))));
            agent.awaitReady(1);
            Await.until("ten links", () -> server.accepted() == 10);
            PlayedPool.Peer busy = server.peer(3);
            busy.await("\n");
            busy.send(GET);
            service.connection(0);
            CompletableFuture<AgentEnd> ended = agent.running().drain(Duration.ofSeconds(60));
            Await.until("idle links end", () -> server.open() == 1);
            assertFalse(ended.isDone());
            gate.open();
            assertTrue(busy.await("\r\n\r\nslow").contains("Connection: close\r\n"));
            assertEquals(AgentEnd.Cause.CLOSED, agent.ended().cause());
        }
    }

    @Test
    void aClosedAgentCutsWhatRuns() {
        Script pipe = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhi"),
                Script.readToEnd());
        try (ScriptedService service = ScriptedService.start(pipe, Script.of(Script.readHead(), Script.readToEnd()))) {
            agent.start(config -> config.withTunnels(List.of(PoolAgent.tunnel(service.port()))));
            agent.awaitReady(1);
            server.peer(0).await("\n");
            server.peer(0)
                    .send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                    .await("hi");
            server.peer(1).send(GET);
            service.connection(1);
            agent.running().close();
            assertEquals(AgentEnd.Cause.CLOSED, agent.ended().cause());
            Await.until(
                    "the service's connections end",
                    () -> service.connection(0).isOver()
                            && service.connection(1).isOver());
        }
    }

    @Test
    void anAgentThatMayNotWaitEndsWithItsLinks() {
        agent.start(config -> config.withExitOnDisconnect(Duration.ZERO));
        agent.awaitReady(1);
        Await.until("ten links", () -> server.accepted() == 10);
        server.stopLinks();
        server.cut();
        assertEquals(AgentEnd.Cause.DISCONNECTED, agent.ended().cause());
    }
}
