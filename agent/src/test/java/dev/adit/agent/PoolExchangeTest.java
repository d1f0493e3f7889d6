// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What passes over the links of the pool protocol; the test plays the server's end of each. */
class PoolExchangeTest {
    private static final String GET = "GET /x?q HTTP/1.1\r\nHost: shop.example.com\r\n\r\n";

    private final ListenerRecord listener = new ListenerRecord();
    private final PlayedPool server = PlayedPool.start();
    private Optional<Agent> agent = Optional.empty();

    @AfterEach
    void end() {
        agent.ifPresent(running -> {
            running.close();
            running.ended().orTimeout(20, TimeUnit.SECONDS).join();
        });
        server.close();
        assertFalse(listener.has("defect"), listener.lines.toString());
    }

    @Test
    void aLinkServesOneRequestAfterAnother() {
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("hello")))) {
            PlayedPool.Peer link = link(service.port());
            for (int i = 0; i < 3; i++) {
                assertTrue(link.send(GET).await("\r\n\r\nhello").startsWith("HTTP/1.1 200 OK\r\n"));
            }
            assertEquals(1, service.accepted());
            assertEquals(1, server.accepted());
            Await.until("the requests were reported", () -> listener.requests.size() == 3);
            RequestRecord report = listener.requests.getFirst();
            assertEquals(
                    "shop GET /x 200",
                    report.tunnel() + " " + report.method() + " " + report.path() + " " + report.status());
        }
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInTurn() {
        Script twice = Script.of(Script.answer("one"), Script.answer("two"), Script.readToEnd());
        try (ScriptedService service = ScriptedService.start(twice)) {
            PlayedPool.Peer link = link(service.port());
            String answers = link.send(GET + GET).await("two");
            assertTrue(answers.indexOf("one") > 0, answers);
        }
    }

    @Test
    void aRequestMayComeByteByByte() {
        try (ScriptedService service = ScriptedService.start(Script.of(
                Script.readUntil("\r\n\r\nbody"), Script.send("HTTP/1.1 204 Done\r\n\r\n"), Script.readToEnd()))) {
            PlayedPool.Peer link = link(service.port());
            String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
            post.chars().forEach(c -> link.send(Character.toString(c)));
            link.await("HTTP/1.1 204 Done\r\n\r\n");
        }
    }

    /** The length of such an answer is known to us alone: it goes on in chunks, and the link stays. */
    @Test
    void anAnswerThatEndsWithItsConnectionKeepsTheLink() {
        try (ScriptedService service =
                ScriptedService.start(Script.of(Script.readHead(), Script.send("HTTP/1.1 200 OK\r\n\r\nall of it")))) {
            PlayedPool.Peer link = link(service.port());
            assertTrue(link.send(GET).await("\r\n0\r\n\r\n").contains("all of it"));
            link.send(GET).await("\r\n0\r\n\r\n");
            assertEquals(1, server.accepted());
        }
    }

    @Test
    void aServiceThatIsDownIsSaidToBeAndTheTunnelLives() {
        ScriptedService gone = ScriptedService.start(Script.answer("never"));
        gone.close();
        PlayedPool.Peer link = link(gone.port());
        assertTrue(link.send(GET).await("is not listening\n").contains("Adit-Error: ADIT-502-REFUSED"));
        link.send(GET).await("is not listening\n");
        assertEquals(1, server.accepted());
        assertTrue(listener.has("down "));
        assertFalse(listener.has("disconnected"));
    }

    @Test
    void anUpgradeMakesTheLinkAPipe() {
        Script socket = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhi"),
                Script.expect("ping"),
                Script.send("pong"),
                Script.readToEnd(),
                Script.send("late"));
        try (ScriptedService service = ScriptedService.start(socket, Script.repeat(Script.answer("other")))) {
            PlayedPool.Peer link = link(service.port());
            link.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                    .await("\r\n\r\nhi");
            link.send("ping").await("pong");
            PlayedPool.Peer fresh = greeted(1);
            fresh.send(GET).await("other");
            link.finish();
            link.await("late");
            link.awaitEnd();
        }
    }

    /** Such a request was not read to its end, so nothing may follow it. */
    @Test
    void anEarlyAnswerEndsTheLinkAndAFreshOneComes() {
        try (ScriptedService service = ScriptedService.start(Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno"),
                Script.readToEnd()))) {
            PlayedPool.Peer link = link(service.port());
            String answer = link.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbegin")
                    .await("\r\n\r\nno");
            assertTrue(answer.contains("Connection: close\r\n"), answer);
            link.awaitEnd();
            greeted(1);
        }
    }

    /** A server ends no request with the end of its output: whoever asked has left. */
    @Test
    void aVisitorWhoLeavesEndsTheServicesConnection() {
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.readToEnd()))) {
            PlayedPool.Peer link = link(service.port());
            link.send(GET);
            Await.until("the request is there", () -> service.received().endsWith("\r\n\r\n"));
            link.close();
            Await.until(
                    "the service's connection ends", () -> service.connection(0).isOver());
            Await.until("the request was reported", () -> listener.requests.size() == 1);
            assertEquals(499, listener.requests.getFirst().status());
            greeted(1);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsSeenToBeCut() {
        try (ScriptedService service = ScriptedService.start(
                Script.of(Script.readHead(), Script.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")))) {
            PlayedPool.Peer link = link(service.port());
            link.send(GET).await("half");
            link.awaitEnd();
            greeted(1);
        }
    }

    @Test
    void whatIsNoRequestIsRefusedAndEndsTheLink() {
        PlayedPool.Peer link = link(1);
        link.send("SSH-2.0-OpenSSH_9.2\r\n\r\n").await("Connection: close\r\n");
        link.finish();
        link.awaitEnd();
        greeted(1);
    }

    @Test
    void aSlowServiceHoldsUpItsOwnLinkAlone() {
        Gate gate = new Gate();
        Script slow = Script.of(Script.readHead(), Script.pause(gate), Script.send("HTTP/1.1 204 A\r\n\r\n"));
        try (ScriptedService service = ScriptedService.start(slow, Script.repeat(Script.answer("quick")))) {
            start(service.port(), 2, config -> config);
            PlayedPool.Peer first = greeted(0);
            PlayedPool.Peer second = greeted(1);
            first.send(GET);
            service.connection(0);
            second.send(GET).await("quick");
            assertEquals("", first.received());
            gate.open();
            first.await("HTTP/1.1 204 A\r\n\r\n");
        }
    }

    /** Such a server cannot be believed about its visitors. */
    @Test
    void theServiceIsToldWhatIsKnown() {
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("ok")))) {
            server.answer(head -> PlayedPool.ok("{\"id\":\"shop\",\"token\":\"t0k\",\"port\":" + server.linkPort()
                    + ",\"max_conn_count\":10,\"url\":\"https://tunnel.example.com/shop\"}"));
            start(service.port(), 1, config -> config);
            PlayedPool.Peer link = server.peer(0);
            assertEquals("shop\nt0k\n", link.await("t0k\n"));
            link.send("GET / HTTP/1.1\r\nHost: tunnel.example.com\r\nX-Forwarded-For: 10.0.0.1\r\n"
                            + "X-Forwarded-Proto: gopher\r\n\r\n")
                    .await("ok");
            String request = service.received();
            assertTrue(request.contains("X-Forwarded-Proto: https\r\n"), request);
            assertTrue(request.contains("X-Forwarded-Prefix: /shop\r\n"), request);
            assertTrue(request.contains("X-Forwarded-Host: tunnel.example.com\r\n"), request);
            assertFalse(request.contains("10.0.0.1"), request);
        }
    }

    @Test
    void ourOwnServerIsBelieved() {
        Script interim = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 Done\r\n\r\n"));
        try (ScriptedService service = ScriptedService.start(interim)) {
            server.postAnswer(request -> server.granted("shop", ""));
            start(service.port(), 1, config -> config);
            String answer = greeted(0)
                    .send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\n"
                            + "X-Forwarded-Proto: https\r\n\r\n")
                    .await("204 Done\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 103 Early Hints\r\n"), answer);
            String request = service.received();
            assertTrue(request.contains("X-Forwarded-For: 192.0.2.1\r\n"), request);
            assertTrue(request.contains("X-Forwarded-Proto: https\r\n"), request);
        }
    }

    @Test
    void theAgentChecksVisitorsCredentials() {
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("ok")))) {
            start(
                    service.port(),
                    1,
                    tunnel -> tunnel.withVisitors(
                            new VisitorRules(List.of(), List.of(), List.of(BasicCredential.parse("ann:pw")))));
            PlayedPool.Peer link = greeted(0);
            link.send(GET).await("a user name and password\n");
            link.send("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YW5uOnB3\r\n\r\n")
                    .await("ok");
            assertEquals(1, server.accepted());
        }
    }

    private PlayedPool.Peer link(int servicePort) {
        start(servicePort, 1, config -> config);
        return greeted(0);
    }

    private PlayedPool.Peer greeted(int number) {
        PlayedPool.Peer link = server.peer(number);
        assertEquals("shop\n", link.await("\n"));
        return link;
    }

    private void start(int servicePort, int links, UnaryOperator<TunnelConfig> more) {
        TunnelConfig tunnel = more.apply(
                TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, Integer.toString(servicePort)))
                        .withName(TunnelName.of("shop")));
        AgentConfig config = AgentConfig.of(
                ServerAddress.parse("http://localhost:" + server.port()), Optional.empty(), List.of(tunnel));
        agent = Optional.of(Agent.builder(config.withDial(
                        config.dial().withProtocol(WireProtocol.POOL).withPoolLinks(links)))
                .transport(Transport.NIO)
                .listener(listener)
                .start());
    }
}
