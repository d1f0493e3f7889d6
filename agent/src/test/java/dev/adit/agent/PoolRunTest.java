// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.agent.ProxySettings.Proxy;
import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.ManualTime;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import dev.adit.wire.HostPort;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an agent of the pool protocol keeps its links and comes back; the test plays the server. */
class PoolRunTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final ListenerRecord listener = new ListenerRecord();
    private final PlayedPool server = PlayedPool.start();
    private Optional<Agent> started = Optional.empty();

    @AfterEach
    void end() {
        started.ifPresent(Agent::close);
        started.ifPresent(running -> ended());
        server.close();
        assertFalse(listener.has("defect"), listener.lines.toString());
    }

    @Test
    void theLinksAskedForAreKept() {
        start(config -> config.withDial(config.dial().withPoolLinks(4)));
        awaitReady(1);
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
        server.answer(head -> grant(",\"max_conn_count\":3"));
        start(config -> config);
        awaitReady(1);
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
        start(config -> config);
        awaitReady(1);
        assertTrue(server.peer(0).send(GET).await("\r\n\r\n").startsWith("HTTP/1.1 502"));
        assertTrue(listener.has("ready shop https://shop.lt.example.com "));
    }

    @Test
    void whoseProtocolItIsCanBeSaid() {
        start(config -> config.withDial(config.dial().withPoolLinks(1).withProtocol(WireProtocol.LOCALTUNNEL)));
        awaitReady(1);
        assertTrue(server.peer(0).send(GET).await("\r\n\r\n").startsWith("HTTP/1.1 502"));
    }

    @Test
    void aServersNameIsAskedForAgain() {
        start(config -> nameless(config));
        awaitReady(1);
        server.cut();
        server.closesLinks(true);
        Await.until("registered again", () -> server.heads.size() >= 2);
        server.closesLinks(false);
        awaitReady(2);
        assertTrue(server.heads.get(0).startsWith("GET /?new HTTP/1.1\r\n"));
        assertTrue(server.heads.get(1).startsWith("GET /quick-red-fox HTTP/1.1\r\n"));
    }

    /** Where tunnels live below paths, such a request is a visitor's. */
    @Test
    void aServersNameThatCannotBeHadAgainIsReplaced() {
        start(config -> nameless(config));
        awaitReady(1);
        server.answer(head -> head.startsWith("GET /?new ")
                ? server.granted("slow-green-cat", "")
                : PlayedPool.status(404, "no such tunnel"));
        server.closesLinks(true);
        server.cut();
        Await.until("asked for the name", () -> server.heads.stream().anyMatch(head -> head.contains("/quick")));
        server.closesLinks(false);
        awaitReady(2);
        assertTrue(listener.has("ready slow-green-cat http://localhost:" + server.port() + "/slow-green-cat/"));
    }

    @Test
    void aRestartedServerGetsItsTunnelBackUnderOneMessage() {
        start(config -> config);
        awaitReady(1);
        Await.until("ten links", () -> server.accepted() == 10);
        server.answer(head -> PlayedPool.status(503, "starting"));
        server.stopLinks();
        server.cut();
        Await.until("asked again", () -> server.heads.size() >= 2);
        long others = disconnects("") - disconnects("503");
        assertEquals(1, others, listener.lines.toString());
        server.listenAgain();
        server.answer(head -> server.granted(PlayedPool.nameIn(head), ""));
        awaitReady(2);
        Await.until("ten links again", () -> server.open() == 10);
        assertTrue(server.heads.stream().allMatch(head -> head.startsWith("GET /shop ")));
    }

    /** The name of a link is unknown to a server that has forgotten it, which says nothing. */
    @Test
    void linksThatAreClosedAtOnceLeadToANewRegistration() {
        start(config -> config);
        awaitReady(1);
        Await.until("ten links", () -> server.accepted() == 10);
        server.closesLinks(true);
        server.cut();
        Await.until("registered thrice", () -> server.heads.size() >= 4);
        // Ten links a registration, and one more try of each that was cut.
        int links = server.accepted();
        assertTrue(links <= 10 * (server.heads.size() + 2), links + " links for " + server.heads.size());
        assertTrue(disconnects("") <= server.heads.size(), listener.lines.toString());
        server.closesLinks(false);
        awaitReady(2);
    }

    @Test
    void anotherPortAfterARestartIsFollowed() {
        start(config -> config);
        awaitReady(1);
        server.moveLinks();
        server.cut();
        awaitReady(2);
    }

    @Test
    void aLinkThatServedIsReplacedAtOnce() {
        start(config -> config.withDial(config.dial().withPoolLinks(1)));
        awaitReady(1);
        for (int i = 0; i < 5; i++) {
            server.peer(i).send(GET).await("\n");
            server.peer(i).await("\r\n\r\n");
            server.peer(i).close();
        }
        server.peer(5);
        assertEquals(0, disconnects(""), listener.lines.toString());
        assertEquals(1, server.heads.size());
    }

    /** A server that holds the name for the links of before may say so for a while. */
    @Test
    void aNameThatThisAgentHeldIsAskedForAgain() {
        start(config -> config);
        awaitReady(1);
        Await.until("ten links", () -> server.accepted() == 10);
        server.answer(head -> PlayedPool.status(409, "{\"error\":\"name exists\"}"));
        server.closesLinks(true);
        server.cut();
        Await.until("refused twice", () -> disconnects("the server answered 409: name exists") >= 2);
        server.answer(head -> server.granted("other-name", ""));
        Await.until("another name is none", () -> disconnects("the server gave the name 'other-name'") >= 1);
        server.closesLinks(false);
        server.answer(head -> server.granted(PlayedPool.nameIn(head), ""));
        awaitReady(2);
    }

    @Test
    void aNameThatStaysTakenEndsTheAgentAfterAWhile() {
        ManualTime time = new ManualTime();
        start(time, config -> config.withDial(config.dial().withPoolLinks(1)));
        readyIn(time);
        server.answer(head -> PlayedPool.status(409, "taken"));
        server.stopLinks();
        server.cut();
        Await.until("refused after 90 s", () -> {
            time.advance(Duration.ofSeconds(1));
            return started.orElseThrow().ended().isDone();
        });
        assertEquals("ADIT-409-NAME", ended().code());
        assertTrue(server.heads.size() > 10, server.heads.size() + " registrations");
    }

    /** A token lives a day. Links that stand need no other, so they stay. */
    @Test
    void aTokenIsRenewedBeforeItsEnd() {
        ManualTime time = new ManualTime();
        String first = token(1_000, 1_100);
        String second = first + "2";
        server.answer(head -> switch (server.heads.size()) {
            case 1 -> server.granted("shop", ",\"token\":\"" + first + "\"");
            case 2 -> PlayedPool.status(503, "not now");
            default -> server.granted("shop", ",\"token\":\"" + second + "\"");
        });
        start(time, config -> config.withDial(config.dial().withPoolLinks(1)));
        readyIn(time);
        assertEquals("shop\n" + first + "\n", server.peer(0).await(first + "\n"));
        time.advance(Duration.ofSeconds(70));
        assertEquals(1, server.heads.size());
        time.advance(Duration.ofSeconds(15));
        Await.until("asked for another", () -> server.heads.size() >= 2);
        Await.until("asked again", () -> {
            time.advance(Duration.ofSeconds(1));
            return server.heads.size() >= 3;
        });
        assertEquals(1, server.accepted());
        server.peer(0).send(GET).await("\r\n\r\n");
        Await.until("links show the new token", () -> {
            int last = server.accepted() - 1;
            server.peer(last).close();
            String greeting = server.peer(last + 1).await(".sig");
            return server.peer(last + 1).await("\n").equals("2\n") && greeting.equals("shop\n" + first);
        });
    }

    @Test
    void aLinkThatIsSilentForLongIsReplacedByAFreshOneFirst() {
        ManualTime time = new ManualTime();
        start(time, config -> config.withDial(config.dial().withPoolLinks(1)));
        readyIn(time);
        time.advance(Duration.ofMinutes(2));
        assertEquals(1, server.accepted());
        time.advance(Duration.ofMinutes(1));
        PlayedPool.Peer fresh = server.peer(1);
        fresh.await("shop\n");
        Await.until("the old one ends", () -> {
            time.advance(Duration.ofMillis(100));
            return server.peer(0).isOver();
        });
        assertTrue(server.peer(0).endedAfterBeginOf(fresh));
        assertFalse(fresh.isOver());
        assertEquals(0, disconnects(""));
    }

    @Test
    void aLinkThatIsSilentForLongMakesRoomWhereNoneIsLeft() {
        ManualTime time = new ManualTime();
        server.answer(head -> grant(",\"max_conn_count\":2"));
        start(time, config -> config);
        readyIn(time);
        Await.until("two links", () -> server.accepted() == 2);
        Await.until("both were replaced", () -> {
            time.advance(Duration.ofSeconds(5));
            return server.accepted() >= 4;
        });
        Await.until("two are open", () -> server.open() == 2);
        assertEquals(0, disconnects(""));
    }

    @Test
    void aDrainedAgentFinishesWhatRuns() {
        Gate gate = new Gate();
        Script slow = Script.of(
                Script.readHead(), Script.pause(gate), Script.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow"));
        try (ScriptedService service = ScriptedService.start(slow)) {
            start(config -> config.withTunnels(List.of(tunnel(service.port()))));
            awaitReady(1);
            Await.until("ten links", () -> server.accepted() == 10);
            PlayedPool.Peer busy = server.peer(3);
            busy.await("\n");
            busy.send(GET);
            service.connection(0);
            CompletableFuture<AgentEnd> ended = started.orElseThrow().drain(Duration.ofSeconds(60));
            Await.until("idle links end", () -> server.open() == 1);
            assertFalse(ended.isDone());
            gate.open();
            assertTrue(busy.await("\r\n\r\nslow").contains("Connection: close\r\n"));
            assertEquals(AgentEnd.Cause.CLOSED, ended().cause());
        }
    }

    @Test
    void aClosedAgentCutsWhatRuns() {
        Script pipe = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhi"),
                Script.readToEnd());
        try (ScriptedService service = ScriptedService.start(pipe, Script.of(Script.readHead(), Script.readToEnd()))) {
            start(config -> config.withTunnels(List.of(tunnel(service.port()))));
            awaitReady(1);
            server.peer(0).await("\n");
            server.peer(0)
                    .send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                    .await("hi");
            server.peer(1).send(GET);
            service.connection(1);
            started.orElseThrow().close();
            assertEquals(AgentEnd.Cause.CLOSED, ended().cause());
            Await.until(
                    "the service's connections end",
                    () -> service.connection(0).isOver()
                            && service.connection(1).isOver());
        }
    }

    @Test
    void anAgentThatMayNotWaitEndsWithItsLinks() {
        start(config -> config.withExitOnDisconnect(Duration.ZERO));
        awaitReady(1);
        Await.until("ten links", () -> server.accepted() == 10);
        server.stopLinks();
        server.cut();
        assertEquals(AgentEnd.Cause.DISCONNECTED, ended().cause());
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
            start(config -> new AgentConfig(
                    ServerAddress.parse("http://tunnel.example.com"),
                    config.key(),
                    config.tunnels(),
                    config.dial()
                            .withAllowPlaintext(true)
                            .withProxy(new ProxySettings(Optional.empty(), Optional.of(settings), List.of())),
                    config.timeouts(),
                    Optional.empty()));
            awaitReady(1);
            Await.until("an answer", () -> proxy.connection(1).received().contains("HTTP/1.1 502"));
            assertTrue(proxy.connection(1).received().startsWith("CONNECT tunnel.example.com:62322 HTTP/1.1\r\n"));
            started.orElseThrow().close();
            ended();
        }
    }

    private String grant(String more) {
        return PlayedPool.ok("{\"id\":\"shop\",\"auth_required\":false,\"port\":" + server.linkPort() + more + "}");
    }

    private static String token(long iat, long exp) {
        String claims = "{\"iat\":" + iat + ",\"exp\":" + exp + "}";
        return "head." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8)) + ".sig";
    }

    private static TunnelConfig tunnel(int port) {
        return TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, Integer.toString(port)))
                .withName(TunnelName.of("shop"));
    }

    private static AgentConfig nameless(AgentConfig config) {
        return config.withTunnels(List.of(TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "1"))));
    }

    private void start(UnaryOperator<AgentConfig> more) {
        started = Optional.of(builder(more).start());
    }

    private void start(ManualTime time, UnaryOperator<AgentConfig> more) {
        // Real connections take no time of this clock's, so none of it may be too much for them.
        AgentTimeouts patient = new AgentTimeouts(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));
        started = Optional.of(builder(config -> more.apply(config).withTimeouts(patient))
                .clock(new ManualClock(time))
                .start());
    }

    private Agent.Builder builder(UnaryOperator<AgentConfig> more) {
        AgentConfig config = AgentConfig.of(
                ServerAddress.parse("http://localhost:" + server.port()),
                Optional.of(new Secret("k3y")),
                List.of(tunnel(1)));
        return Agent.builder(more.apply(config.withDial(config.dial().withProtocol(WireProtocol.POOL))))
                .transport(Transport.NIO)
                .listener(listener);
    }

    private void awaitReady(int times) {
        Await.until(
                "ready " + times + " times: " + listener.lines,
                () -> listener.lines.stream()
                                .filter(line -> line.startsWith("ready"))
                                .count()
                        >= times);
    }

    /** With time that stands still, links stand only once it is moved. */
    private void readyIn(ManualTime time) {
        server.peer(0);
        Await.until("ready", () -> {
            time.advance(Duration.ofMillis(50));
            return listener.has("ready");
        });
        time.advance(PoolLink.PROVEN);
    }

    private long disconnects(String why) {
        return listener.lines.stream()
                .filter(line -> line.startsWith("disconnected") && line.contains(why))
                .count();
    }

    private AgentEnd ended() {
        return started.orElseThrow().ended().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
