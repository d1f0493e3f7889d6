// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.agent.ProxySettings.Credentials;
import dev.adit.agent.ProxySettings.Proxy;
import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.ManualTime;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import dev.adit.wire.HostPort;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import dev.adit.wire.WebSocketHandshake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentDialTest {
    private final ListenerRecord listener = new ListenerRecord();

    @ParameterizedTest
    @CsvSource({"400, ADIT-400-CONNECT", "401, ADIT-401-KEY", "403, ADIT-403-RIGHTS", "409, ADIT-409-NAME"})
    void aRefusalOfTheFirstDialEndsTheAgent(int status, String code) {
        try (ScriptedService server = ScriptedService.start(answer(status, "why not; do so"))) {
            AgentEnd end = run(config(server));
            assertEquals(new AgentEnd(AgentEnd.Cause.REFUSED, code, "why not; do so"), end);
            assertTrue(listener.has("refused  " + code + " why not; do so"), listener.lines.toString());
        }
    }

    @Test
    void aServerThatIsNoneIsToldSo() {
        try (ScriptedService server = ScriptedService.start(answer(404, "<!DOCTYPE HTML>\n"))) {
            assertEquals(
                    "there is no session: the server answered 404: a web page;"
                            + " agents are not served there, so check host and port of --server",
                    run(config(server).withExitOnDisconnect(Duration.ZERO)).message());
        }
    }

    @Test
    void theDialHasNameKindKeyAndProtocol() {
        try (ScriptedService server = ScriptedService.start(answer(401, "no"))) {
            run(config(server));
            String head = server.connection(0).received();
            assertTrue(head.startsWith("GET /_connect?subdomain=demo&type=http HTTP/1.1\r\n"), head);
            assertTrue(head.contains("Host: localhost:" + server.port() + "\r\n"), head);
            assertTrue(head.contains("Authorization: Bearer k3y\r\n"), head);
            assertTrue(head.contains("Sec-WebSocket-Protocol: adit.1\r\n"), head);
        }
    }

    @Test
    void exioModeOffersNoProtocol() {
        try (ScriptedService server = ScriptedService.start(answer(401, "no"))) {
            AgentConfig config = config(server);
            run(config.withDial(config.dial().withProtocol(WireProtocol.EXIO)));
            assertFalse(server.connection(0).received().contains("Sec-WebSocket-Protocol"));
        }
    }

    @Test
    void aServerThatIsBusyOrGoneIsDialledAgain() {
        Script busy = Script.of(
                Script.readHead(), Script.send("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"));
        Script gone = Script.readHead();
        Script garbage = Script.of(Script.readHead(), Script.send("SSH-2.0-OpenSSH\r\n\r\n"));
        Script forged = Script.of(Script.readHead(), Script.send("""
                HTTP/1.1 101 S\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Accept: AAAA\r
                \r
                """));
        try (ScriptedService server = ScriptedService.start(busy, gone, garbage, forged, answer(401, "no"))) {
            AgentEnd end = run(config(server));
            assertEquals("ADIT-401-KEY", end.code());
            assertEquals(5, server.accepted());
            assertEquals(
                    4,
                    listener.lines.stream()
                            .filter(line -> line.startsWith("disconnected"))
                            .count());
        }
    }

    /** A server that paces agents which all come back at once says when to come. */
    @Test
    void aServerThatSaysWhenToComeBackIsNotDialledBefore() {
        ManualTime time = new ManualTime();
        Script paced = Script.of(
                Script.readHead(), Script.send("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"));
        try (ScriptedService server = ScriptedService.start(paced, answer(401, "no"));
                Agent agent = Agent.builder(config(server))
                        .transport(Transport.NIO)
                        .clock(new ManualClock(time))
                        .listener(listener)
                        .start()) {
            Await.until("the wait is told", () -> !listener.waits.isEmpty());
            Duration wait = listener.waits.getFirst();
            assertTrue(wait.compareTo(Duration.ofSeconds(7)) >= 0, wait.toString());
            // A fifth of jitter, and the floor below it.
            assertTrue(wait.compareTo(Duration.ofMillis(8_420)) <= 0, wait.toString());
            time.advance(Duration.ofSeconds(7).minusMillis(1));
            assertEquals(1, server.accepted());
            assertFalse(agent.ended().isDone());
            time.advance(Duration.ofMillis(1_500));
            assertEquals(
                    "ADIT-401-KEY",
                    agent.ended().orTimeout(10, TimeUnit.SECONDS).join().code());
        }
    }

    /** Waiting for no time at all is no wish to be dialled without a pause. */
    @Test
    void aServerThatSaysNowIsDialledEverMoreSlowly() {
        ManualTime time = new ManualTime();
        Script now = Script.of(
                Script.readHead(), Script.send("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"));
        int dials = 6;
        try (ScriptedService server = ScriptedService.start(now, now, now, now, now, now, answer(401, "no"));
                Agent agent = Agent.builder(config(server))
                        .transport(Transport.NIO)
                        .clock(new ManualClock(time))
                        .listener(listener)
                        .start()) {
            for (int i = 1; i <= dials; i++) {
                int told = i;
                Await.until("wait " + told, () -> listener.waits.size() >= told);
                time.advance(Duration.ofSeconds(3));
            }
            agent.ended().orTimeout(10, TimeUnit.SECONDS).join();
            Duration all = listener.waits.stream().reduce(Duration.ZERO, Duration::plus);
            assertTrue(all.compareTo(Duration.ofMillis(dials * 20L)) > 0, all.toString());
        }
    }

    /** A server that ends may say so in one piece with its 101: here a close frame that says 1001. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Protocol: adit.1\r\n"})
    void aSessionThatEndsInOnePieceWithItsHandshakeIsDialledAgain(String protocol) {
        try (ScriptedService server =
                ScriptedService.start(switching(protocol, "\u0088\u0002\u0003\u00e9"), answer(401, "no"))) {
            assertEquals("ADIT-401-KEY", run(config(server)).code());
            assertEquals(2, server.accepted());
            assertTrue(listener.has("disconnected closed by the peer with 1001"), listener.lines.toString());
        }
    }

    @Test
    void theKeyNeverFollowsARedirect() {
        try (ScriptedService elsewhere = ScriptedService.start(answer(401, "no"));
                ScriptedService server = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send("HTTP/1.1 307 There\r\nLocation: http://localhost:" + elsewhere.port()
                                + "/_connect\r\nContent-Length: 0\r\n\r\n")))) {
            AgentEnd end = run(config(server));
            assertEquals(AgentEnd.Cause.REFUSED, end.cause());
            assertEquals(0, elsewhere.accepted());
        }
    }

    @Test
    void aServerWithoutOurProtocolCannotCarryTwoTunnels() {
        try (ScriptedService server = ScriptedService.start(switching(""))) {
            AgentConfig config = config(server);
            TunnelConfig tunnel = config.tunnels().getFirst();
            AgentEnd end = run(config.withTunnels(List.of(tunnel, tunnel.withName(TunnelName.of("other")))));
            assertEquals("ADIT-VERSION", end.code());
            assertTrue(end.message().contains("2 were asked for"), end.message());
        }
    }

    @Test
    void aProxyIsAskedToConnectWithItsCredentials() {
        Script proxied = Script.of(
                Script.readHead(), Script.send("HTTP/1.1 200 Connected\r\n\r\n"), answer(400, "through the proxy"));
        try (ScriptedService proxy = ScriptedService.start(proxied)) {
            AgentEnd end = run(throughProxy(proxy, ServerAddress.parse("http://tunnel.example.com")));
            assertEquals("through the proxy", end.message());
            assertTrue(proxy.connection(0)
                    .received()
                    .startsWith("CONNECT tunnel.example.com:80 HTTP/1.1\r\nHost: tunnel.example.com:80\r\n"
                            + "Proxy-Authorization: Basic YW5uOnB3\r\n\r\nGET /_connect"));
        }
    }

    /** Squid sends a length, tinyproxy ends the connection. */
    @Test
    void aProxysRefusalMayEndWithItsConnection() {
        Script refusal = Script.of(Script.readHead(), Script.send("HTTP/1.0 407 No\r\nConnection: close\r\n\r\nwho?"));
        try (ScriptedService proxy = ScriptedService.start(refusal)) {
            AgentConfig config = throughProxy(proxy, ServerAddress.parse("http://tunnel.example.com"));
            run(config.withExitOnDisconnect(Duration.ZERO));
            String told = "disconnected the proxy 127.0.0.1:" + proxy.port()
                    + " refused the user name and password in HTTP_PROXY (407)";
            assertTrue(listener.has(told), listener.lines.toString());
        }
    }

    /** The proxy's 200 is not the server's answer. */
    @Test
    void aServerThatIsSilentBehindAProxyHasNotAnswered() {
        ManualTime time = new ManualTime();
        Script open = Script.of(Script.readHead(), Script.send("HTTP/1.1 200 OK\r\n\r\n"), Script.readToEnd());
        try (ScriptedService proxy = ScriptedService.start(open);
                Agent agent = Agent.builder(throughProxy(proxy, ServerAddress.parse("https://tunnel.example.com")))
                        .transport(Transport.NIO)
                        .clock(new ManualClock(time))
                        .listener(listener)
                        .start()) {
            Await.until(
                    "the TLS handshake has begun",
                    () -> proxy.accepted() == 1
                            && proxy.connection(0).received().contains("\r\n\r\n\u0016"));
            time.advance(Duration.ofSeconds(10));
            assertTrue(listener.has("disconnected no answer within 10 s while TLS with"), listener.lines.toString());
            agent.drain(Duration.ZERO).orTimeout(5, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void aLoopbackServerIsNeverDialledThroughAProxy() {
        try (ScriptedService proxy = ScriptedService.start(Script.readToEnd());
                ScriptedService server = ScriptedService.start(answer(400, "direct"))) {
            AgentEnd end = run(throughProxy(proxy, ServerAddress.parse("http://127.0.0.1:" + server.port())));
            assertEquals("direct", end.message());
            assertEquals(0, proxy.accepted());
        }
    }

    @Test
    void aStepThatTakesThreeSecondsIsReportedAndTenEndTheDial() {
        ManualTime time = new ManualTime();
        try (ScriptedService server = ScriptedService.start(Script.readToEnd());
                Agent agent = Agent.builder(config(server))
                        .transport(Transport.NIO)
                        .clock(new ManualClock(time))
                        .listener(listener)
                        .start()) {
            Await.until(
                    "the request is there",
                    () -> server.accepted() == 1
                            && server.connection(0).received().endsWith("\r\n\r\n"));
            time.advance(Duration.ofSeconds(3));
            assertTrue(listener.has("slow waiting for an answer of http://localhost:"), listener.lines.toString());
            assertFalse(listener.has("disconnected"));
            time.advance(Duration.ofSeconds(7));
            assertTrue(listener.has("disconnected no answer within 10 s"), listener.lines.toString());
            agent.drain(Duration.ZERO).orTimeout(5, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void anAgentThatCannotConnectEndsWhenItsPatienceDoes() {
        ScriptedService server = ScriptedService.start(Script.readToEnd());
        server.close();
        AgentEnd end = run(config(server).withExitOnDisconnect(Duration.ofMillis(1_100)));
        assertEquals(AgentEnd.Cause.DISCONNECTED, end.cause());
        assertTrue(end.message().startsWith("no session for 1 s: cannot connect to localhost"), end.message());
    }

    /** The first dial is given its chance: here the server takes the connection and says nothing. */
    @Test
    void withoutPatienceTheFirstDialIsStillMade() {
        try (ScriptedService server = ScriptedService.start(Script.readToEnd())) {
            Agent agent = Agent.builder(config(server).withExitOnDisconnect(Duration.ZERO))
                    .transport(Transport.NIO)
                    .start();
            server.connection(0);
            agent.close();
            assertEquals(
                    AgentEnd.Cause.CLOSED,
                    agent.ended().orTimeout(5, TimeUnit.SECONDS).join().cause());
        }
    }

    @Test
    void withoutPatienceAFailedDialEndsTheAgent() {
        ScriptedService server = ScriptedService.start(Script.readToEnd());
        server.close();
        AgentEnd end = run(config(server).withExitOnDisconnect(Duration.ZERO));
        assertEquals(AgentEnd.Cause.DISCONNECTED, end.cause());
        assertTrue(end.message().startsWith("there is no session: cannot connect to localhost"), end.message());
    }

    @Test
    void closeEndsAnAgentThatIsDialling() {
        try (ScriptedService server = ScriptedService.start(Script.readToEnd())) {
            Agent agent = Agent.builder(config(server)).transport(Transport.NIO).start();
            server.connection(0);
            agent.close();
            assertEquals(
                    AgentEnd.Cause.CLOSED,
                    agent.ended().orTimeout(5, TimeUnit.SECONDS).join().cause());
        }
    }

    private AgentEnd run(AgentConfig config) {
        try (Agent agent = Agent.builder(config)
                .transport(Transport.NIO)
                .listener(listener)
                .start()) {
            return agent.ended().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private static AgentConfig config(ScriptedService server) {
        return config(ServerAddress.parse("http://localhost:" + server.port()));
    }

    private static AgentConfig config(ServerAddress server) {
        TunnelConfig tunnel = TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "3000"))
                .withName(TunnelName.of("demo"));
        return AgentConfig.of(
                server.isLoopback() ? server : ServerAddress.parse("http://127.0.0.1:1"),
                Optional.of(new Secret("k3y")),
                List.of(tunnel));
    }

    private static AgentConfig throughProxy(ScriptedService proxy, ServerAddress server) {
        Proxy settings = new Proxy(
                new HostPort("127.0.0.1", proxy.port()), Optional.of(new Credentials("ann", new Secret("pw"))));
        DialConfig dial = DialConfig.DEFAULT
                .withAllowPlaintext(true)
                .withProxy(new ProxySettings(Optional.of(settings), Optional.of(settings), List.of()));
        AgentConfig base = config(server);
        return new AgentConfig(server, base.key(), base.tunnels(), dial, base.timeouts(), base.exitOnDisconnect());
    }

    private static Script answer(int status, String body) {
        return Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
    }

    private static Script switching(String fields) {
        return switching(fields, "");
    }

    /** Takes the dial; the bytes behind the answer come in one piece with it. */
    private static Script switching(String fields, String behind) {
        return connection -> {
            String head = connection.readUntil("\r\n\r\n");
            String key = head.lines()
                    .filter(line -> line.startsWith("Sec-WebSocket-Key: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(19);
            connection.send(("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                            + WebSocketHandshake.accept(key) + "\r\n" + fields + "\r\n" + behind)
                    .getBytes(ISO_8859_1));
            connection.readToEnd();
        };
    }
}
