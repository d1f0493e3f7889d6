// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import dev.adit.wire.Cidr;
import dev.adit.wire.ClaimOptions;
import dev.adit.wire.ControlMessage;
import dev.adit.wire.ControlMessage.Claim;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Who keeps to the access list of a tunnel: the server that says it does, else the agent, else nobody is let in. */
class AgentAccessTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: demo.example.com\r\n\r\n";
    private static final VisitorRules RULES =
            new VisitorRules(List.of(Cidr.parse("203.0.113.0/24")), List.of(Cidr.parse("203.0.113.7")), List.of());
    private static final Optional<InetSocketAddress> ALLOWED = at("203.0.113.9");
    private static final Optional<InetSocketAddress> DENIED = at("203.0.113.7");

    private final ListenerRecord listener = new ListenerRecord();

    private static Optional<InetSocketAddress> at(String address) {
        return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), 1));
    }

    private static TunnelConfig tunnel(TunnelKind kind, String name, int port) {
        return TunnelConfig.of(kind, Target.parse(kind, Integer.toString(port)))
                .withName(TunnelName.parse(name).orElseThrow())
                .withVisitors(RULES);
    }

    private Agent start(PlayedServer server, TunnelConfig... tunnels) {
        AgentConfig config = AgentConfig.of(
                ServerAddress.parse("http://127.0.0.1:" + server.port()), Optional.empty(), List.of(tunnels));
        return Agent.builder(config).transport(Transport.NIO).listener(listener).start();
    }

    private static void close(Agent agent) {
        agent.close();
        agent.ended().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void awaitReady(String name) {
        Await.until(name + " is ready", () -> listener.has("ready " + name));
    }

    private static List<Claim> claims(PlayedServer server) {
        return server.peer(0).messages.stream()
                .filter(Claim.class::isInstance)
                .map(Claim.class::cast)
                .toList();
    }

    @Test
    void aServerThatKeepsToListsIsGivenThem(Loops loops) {
        BiConsumer<PlayedServer.Peer, ControlMessage> behaviour =
                (peer, message) -> PlayedServer.grantAll(peer, message, List.of(ClaimOptions.ACCESS_LIST));
        try (ScriptedService service = ScriptedService.start(Script.answer("hello"));
                PlayedServer server = PlayedServer.adit(loops, behaviour);
                Agent agent = start(server, tunnel(TunnelKind.HTTP, "demo", service.port()))) {
            awaitReady("demo");
            assertEquals(RULES.claimOptions(), claims(server).getFirst().options());
            assertEquals(List.of("203.0.113.0/24"), RULES.claimOptions().allowCidrs());
            assertTrue(server.peer(0).ask(TunnelKind.HTTP, 1, GET).await().endsWith("hello"));
            close(agent);
        }
    }

    @Test
    void towardsAServerThatDoesNotTheAgentChecks(Loops loops) {
        Script echo = Script.of(Script.readToEnd(), Script.send("bye"));
        try (ScriptedService web = ScriptedService.start(Script.answer("hello"));
                ScriptedService tcp = ScriptedService.start(echo);
                PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(
                        server,
                        tunnel(TunnelKind.HTTP, "demo", web.port()),
                        tunnel(TunnelKind.TCP, "shell", tcp.port()))) {
            awaitReady("demo");
            awaitReady("shell");
            claims(server).forEach(claim -> assertEquals(ClaimOptions.NONE, claim.options()));
            for (Optional<InetSocketAddress> visitor :
                    List.of(DENIED, at("192.0.2.1"), Optional.<InetSocketAddress>empty())) {
                String answer =
                        server.peer(0).ask(TunnelKind.HTTP, 1, GET, visitor).await();
                assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
                assertTrue(answer.contains("Adit-Error: ADIT-403-VISITOR\r\n"), answer);
                assertEquals(
                        "failed: SERVICE_RESET",
                        server.peer(0).ask(TunnelKind.TCP, 2, "hi", visitor).await());
            }
            assertEquals(0, web.accepted() + tcp.accepted());
            assertTrue(
                    server.peer(0).ask(TunnelKind.HTTP, 1, GET, ALLOWED).await().endsWith("hello"));
            assertEquals(
                    "bye", server.peer(0).ask(TunnelKind.TCP, 2, "hi", ALLOWED).await());
            close(agent);
        }
    }

    /** What a server does with a list is known from its hello, so there is no claim before. */
    @Test
    void aTunnelWithAListIsClaimedAfterTheServersHello(Loops loops) {
        TunnelConfig open = tunnel(TunnelKind.HTTP, "open", 1).withVisitors(VisitorRules.OPEN);
        try (PlayedServer server = PlayedServer.adit(loops, (peer, message) -> {});
                Agent agent = start(server, tunnel(TunnelKind.HTTP, "demo", 1), open)) {
            Await.until("a claim", () -> !claims(server).isEmpty());
            assertEquals(List.of("open"), names(claims(server)));
            PlayedServer.Peer peer = server.peer(0);
            PlayedServer.grantAll(peer, peer.messages.getFirst(), List.of(ClaimOptions.ACCESS_LIST));
            Await.until("the other claim", () -> claims(server).size() == 2);
            assertEquals(List.of("open", "demo"), names(claims(server)));
            assertEquals(RULES.claimOptions(), claims(server).getLast().options());
            close(agent);
        }
    }

    private static List<String> names(List<Claim> claims) {
        return claims.stream().map(claim -> claim.name().orElseThrow()).toList();
    }

    @Test
    void anExioServerCanKeepNobodyOutSoTheAgentEnds(Loops loops) {
        try (PlayedServer server = PlayedServer.exio(loops);
                Agent agent = start(server, tunnel(TunnelKind.TCP, "shell", 22))) {
            AgentEnd end = agent.ended().orTimeout(10, TimeUnit.SECONDS).join();
            assertEquals(AgentEnd.Cause.REFUSED, end.cause());
            assertTrue(end.message().contains("everybody would be let in"), end::message);
        }
    }
}
