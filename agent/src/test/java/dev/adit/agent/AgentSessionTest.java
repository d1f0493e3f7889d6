// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.Loops;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import dev.adit.wire.ControlMessage;
import dev.adit.wire.ControlMessage.Claim;
import dev.adit.wire.ControlMessage.Drain;
import dev.adit.wire.ControlMessage.Refused;
import dev.adit.wire.ControlMessage.Release;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whole agents against a server that the test plays. */
class AgentSessionTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: demo.example.com\r\n\r\n";

    private final ListenerRecord listener = new ListenerRecord();

    @Test
    void aRequestGoesThroughTheTunnelAndBack(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("hello")));
                PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(server, http("demo", service.port()))) {
            awaitReady("ready demo https://demo.example.com http://localhost:" + service.port());
            for (int i = 0; i < 3; i++) {
                String answer = server.peer(0).ask(TunnelKind.HTTP, 1, GET).await();
                assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("\r\n\r\nhello"), answer);
            }
            assertEquals(1, service.accepted());
            Await.until("the requests were reported", () -> listener.requests.size() == 3);
            assertEquals("r-7", listener.requests.getFirst().id());
            close(agent);
        }
    }

    @Test
    void manyTunnelsShareASession(Loops loops) {
        Script echo = Script.of(Script.readToEnd(), Script.send("bye"));
        try (ScriptedService tcp = ScriptedService.start(echo);
                ScriptedService web = ScriptedService.start(Script.answer("web"));
                PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(
                        server,
                        http("web", web.port()),
                        tcp("shell", tcp.port()).withRemotePort(20022))) {
            awaitReady("ready shell");
            awaitReady("ready web");
            Claim claim = (Claim) server.peer(0).messages.get(2);
            assertEquals(
                    "shell TCP 20022",
                    claim.name().orElseThrow() + " " + claim.kind().orElseThrow() + " "
                            + claim.port().orElseThrow());
            assertEquals("bye", server.peer(0).ask(TunnelKind.TCP, 2, "hi").await());
            assertEquals("hi", tcp.connection(0).received());
            assertTrue(server.peer(0).ask(TunnelKind.HTTP, 1, GET).await().endsWith("web"));
            close(agent);
        }
    }

    @Test
    void streamsOfAnUnknownTunnelOrAnotherKindAreRefused(Loops loops) {
        try (PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(server, http("demo", 1))) {
            awaitReady("ready");
            assertEquals(
                    "failed: BUSY", server.peer(0).ask(TunnelKind.HTTP, 2, GET).await());
            assertEquals(
                    "failed: BUSY", server.peer(0).ask(TunnelKind.TCP, 1, GET).await());
            close(agent);
        }
    }

    @Test
    void aLostSessionIsDialledAgainWithItsNameAndToken(Loops loops) {
        try (PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(server, http("demo", 1))) {
            awaitReady("ready");
            server.peer(0).close();
            PlayedServer.Peer second = server.peer(1);
            Await.until("the claim came again", () -> second.messages.size() >= 2);
            Claim claim = (Claim) second.messages.get(1);
            assertEquals(Optional.of("demo"), claim.name());
            assertEquals(Optional.of(new Secret("resume-1")), claim.resume());
            Await.until("ready again", () -> count("ready") == 2);
            close(agent);
        }
    }

    @Test
    void aNameMadeUpForTheRunIsKept(Loops loops) {
        TunnelConfig nameless = TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "3000"));
        try (PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(server, nameless)) {
            awaitReady("ready");
            server.peer(0).close();
            Await.until("ready again", () -> count("ready") == 2);
            Claim first = (Claim) server.peer(0).messages.get(1);
            Claim second = (Claim) server.peer(1).messages.get(1);
            assertEquals(first.name(), second.name());
            close(agent);
        }
    }

    @Test
    void aClaimRefusedForGoodEndsTheAgent(Loops loops) {
        try (PlayedServer server =
                        PlayedServer.adit(loops, (peer, message) -> refuse(peer, message, Optional.empty()));
                Agent agent = start(server, http("demo", 1))) {
            assertEquals(
                    new AgentEnd(AgentEnd.Cause.REFUSED, "ADIT-409-NAME", "taken"),
                    agent.ended().orTimeout(5, TimeUnit.SECONDS).join());
            assertTrue(listener.has("refused demo ADIT-409-NAME taken"));
        }
    }

    @Test
    void aClaimRefusedForAWhileIsMadeAgain(Loops loops) {
        try (PlayedServer server = PlayedServer.adit(loops, (peer, message) -> {
                    if (message instanceof Claim && peer.messages.size() == 2) {
                        refuse(peer, message, Optional.of(Duration.ofMillis(10)));
                    } else {
                        PlayedServer.grantAll(peer, message);
                    }
                });
                Agent agent = start(server, http("demo", 1))) {
            awaitReady("ready demo");
            assertEquals(1, server.peers.size());
            assertTrue(listener.has("delayed demo"), "whoever waits is told why: " + listener.lines);
            close(agent);
        }
    }

    @Test
    void aRefusedSessionEndsTheAgent(Loops loops) {
        try (PlayedServer server = PlayedServer.adit(
                        loops,
                        (peer, message) ->
                                peer.send(new Refused(0, "ADIT-VERSION", 400, "we speak 2, you 1", Optional.empty())));
                Agent agent = start(server, http("demo", 1))) {
            AgentEnd end = agent.ended().orTimeout(5, TimeUnit.SECONDS).join();
            assertEquals("ADIT-VERSION", end.code());
        }
    }

    @Test
    void aReplacedAgentEnds(Loops loops) {
        try (PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(server, http("demo", 1))) {
            awaitReady("ready");
            server.peer(0).send(new Release(1, ReleaseReason.REPLACED, "a newer session"));
            AgentEnd end = agent.ended().orTimeout(5, TimeUnit.SECONDS).join();
            assertEquals(AgentEnd.Cause.REPLACED, end.cause());
            assertTrue(listener.has("replaced demo"));
        }
    }

    @Test
    void aDrainingServerFinishesWhatRunsWhileTheAgentDialsAgain(Loops loops) {
        Gate gate = new Gate();
        Script slow = Script.of(
                Script.readHead(), Script.pause(gate), Script.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow"));
        try (ScriptedService service = ScriptedService.start(slow);
                PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(server, http("demo", service.port()))) {
            awaitReady("ready");
            PlayedServer.Answered answered = server.peer(0).ask(TunnelKind.HTTP, 1, GET);
            service.connection(0);
            server.peer(0).send(new Drain(Duration.ofSeconds(10)));
            Await.until("ready on a new session", () -> count("ready") == 2);
            assertTrue(listener.has("draining 10000"));
            server.peer(0).send(new Release(1, ReleaseReason.REPLACED, "by your own newer session"));
            gate.open();
            assertTrue(answered.await().endsWith("slow"));
            close(agent);
        }
    }

    @Test
    void aDrainedAgentFinishesWhatRuns(Loops loops) {
        Gate gate = new Gate();
        Script slow = Script.of(
                Script.readHead(), Script.pause(gate), Script.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow"));
        try (ScriptedService service = ScriptedService.start(slow);
                PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(server, http("demo", service.port()))) {
            awaitReady("ready");
            PlayedServer.Answered answered = server.peer(0).ask(TunnelKind.HTTP, 1, GET);
            service.connection(0);
            var ended = agent.drain(Duration.ofSeconds(10));
            Await.until(
                    "the server was told",
                    () -> server.peer(0).messages.stream()
                            .anyMatch(message -> message instanceof Release release
                                    && release.reason() == ReleaseReason.ENDED
                                    && release.drain()));
            assertFalse(ended.isDone());
            gate.open();
            assertTrue(answered.await().endsWith("slow"));
            assertEquals(
                    AgentEnd.Cause.CLOSED,
                    ended.orTimeout(5, TimeUnit.SECONDS).join().cause());
        }
    }

    /** What it was asked to do is to end, so the end of its session is none that it has to bear. */
    @Test
    void aDrainedAgentThatLosesItsSessionEndsAsAsked(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                PlayedServer server = PlayedServer.adit(loops, PlayedServer::grantAll);
                Agent agent = start(config(server, http("demo", service.port())).withExitOnDisconnect(Duration.ZERO))) {
            awaitReady("ready");
            server.peer(0).ask(TunnelKind.HTTP, 1, GET);
            service.connection(0);
            var ended = agent.drain(Duration.ofMinutes(1));
            Await.until(
                    "the server was told",
                    () -> server.peer(0).messages.stream().anyMatch(message -> message instanceof Release));
            server.peer(0).close();
            assertEquals(
                    AgentEnd.Cause.CLOSED,
                    ended.orTimeout(5, TimeUnit.SECONDS).join().cause());
        }
    }

    @Test
    void anExioServerGetsOneTunnelWithoutControlStream(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.answer("exio"));
                PlayedServer server = PlayedServer.exio(loops);
                Agent agent = start(server, http("demo", service.port()))) {
            awaitReady("ready demo https://demo.tunnels.test");
            assertTrue(server.peer(0).ask(TunnelKind.HTTP, 1, GET).await().endsWith("exio"));
            assertTrue(service.received().contains("X-Forwarded-Proto: https"), service.received());
            assertEquals(List.of(), server.peer(0).messages);
            close(agent);
        }
    }

    @Test
    void anExioServersTcpPortIsInTheUrl(Loops loops) {
        try (PlayedServer server = PlayedServer.exio(loops);
                Agent agent = start(server, tcp("demo", 22))) {
            awaitReady("ready demo tcp://tunnels.test:20007 tcp://localhost:22");
            assertTrue(server.heads.getFirst().startsWith("GET /_connect?subdomain=demo&type=tcp"));
            assertFalse(server.heads.get(1).contains("Authorization"), "the key stays out of /_config");
            close(agent);
        }
    }

    @Test
    void aNameStillHeldByOurDeadSessionIsAskedForAgain(Loops loops) {
        try (PlayedServer server = PlayedServer.exio(loops);
                Agent agent = start(server, http("demo", 1))) {
            awaitReady("ready");
            server.refuse("HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n");
            server.peer(0).close();
            Await.until("two refusals", () -> server.heads.size() >= 4);
            server.refuse("");
            Await.until("ready again", () -> count("ready") == 2);
            close(agent);
        }
    }

    @Test
    void aKeyThatOurServerRevokedInExioModeEndsTheAgent(Loops loops) {
        try (PlayedServer server = PlayedServer.exio(loops);
                Agent agent = start(server, http("demo", 1))) {
            awaitReady("ready");
            server.refuse("HTTP/1.1 401 No\r\nAdit-Error: ADIT-401-KEY\r\nContent-Length: 12\r\n\r\nrevoked; ask");
            server.peer(0).close();
            assertEquals(
                    new AgentEnd(AgentEnd.Cause.REFUSED, "ADIT-401-KEY", "revoked; ask"),
                    agent.ended().orTimeout(5, TimeUnit.SECONDS).join());
        }
    }

    private static void refuse(PlayedServer.Peer peer, ControlMessage message, Optional<Duration> retry) {
        if (message instanceof Claim claim) {
            peer.send(new Refused(claim.id(), "ADIT-409-NAME", 409, "taken", retry));
        } else {
            PlayedServer.grantAll(peer, message);
        }
    }

    private Agent start(PlayedServer server, TunnelConfig... tunnels) {
        return start(config(server, tunnels));
    }

    private static AgentConfig config(PlayedServer server, TunnelConfig... tunnels) {
        return AgentConfig.of(
                ServerAddress.parse("http://localhost:" + server.port()),
                Optional.of(new Secret("k3y")),
                List.of(tunnels));
    }

    private Agent start(AgentConfig config) {
        return Agent.builder(config).transport(Transport.NIO).listener(listener).start();
    }

    private void awaitReady(String start) {
        Await.until(start, () -> listener.has(start));
    }

    private long count(String start) {
        return listener.lines.stream().filter(line -> line.startsWith(start)).count();
    }

    private static void close(Agent agent) {
        agent.close();
        agent.ended().orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static TunnelConfig http(String name, int port) {
        return TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, Integer.toString(port)))
                .withName(TunnelName.of(name));
    }

    private static TunnelConfig tcp(String name, int port) {
        return TunnelConfig.of(TunnelKind.TCP, Target.parse(TunnelKind.TCP, Integer.toString(port)))
                .withName(TunnelName.of(name));
    }
}
