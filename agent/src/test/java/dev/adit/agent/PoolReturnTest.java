// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How an agent of the pool protocol comes back, and under which name; the test plays the server. */
class PoolReturnTest {
    @RegisterExtension
    private final PoolAgent agent = new PoolAgent();

    private final PlayedPool server = agent.server();
    private final ListenerRecord listener = agent.listener();

    @Test
    void aServersNameIsAskedForAgain() {
        agent.start(config -> PoolAgent.nameless(config));
        agent.awaitReady(1);
        server.cut();
        server.closesLinks(true);
        Await.until("registered again", () -> server.heads.size() >= 2);
        server.closesLinks(false);
        agent.awaitReady(2);
        assertTrue(server.heads.get(0).startsWith("GET /?new HTTP/1.1\r\n"));
        assertTrue(server.heads.get(1).startsWith("GET /quick-red-fox HTTP/1.1\r\n"));
    }

    /** Where tunnels live below paths, such a request is a visitor's. */
    @Test
    void aServersNameThatCannotBeHadAgainIsReplaced() {
        agent.start(config -> PoolAgent.nameless(config));
        agent.awaitReady(1);
        server.answer(head -> head.startsWith("GET /?new ")
                ? server.granted("slow-green-cat", "")
                : PlayedPool.status(404, "no such tunnel"));
        server.closesLinks(true);
        server.cut();
        Await.until("asked for the name", () -> server.heads.stream().anyMatch(head -> head.contains("/quick")));
        server.closesLinks(false);
        agent.awaitReady(2);
        assertTrue(listener.has("ready slow-green-cat http://localhost:" + server.port() + "/slow-green-cat/"));
    }

    @Test
    void aRestartedServerGetsItsTunnelBackUnderOneMessage() {
        agent.start(config -> config);
        agent.awaitReady(1);
        Await.until("ten links", () -> server.accepted() == 10);
        server.answer(head -> PlayedPool.status(503, "starting"));
        server.stopLinks();
        server.cut();
        Await.until("asked again", () -> server.heads.size() >= 2);
        long others = agent.disconnects("") - agent.disconnects("503");
        assertEquals(1, others, listener.lines.toString());
        server.listenAgain();
        server.answer(head -> server.granted(PlayedPool.nameIn(head), ""));
        agent.awaitReady(2);
        Await.until("ten links again", () -> server.open() == 10);
        assertTrue(server.heads.stream().allMatch(head -> head.startsWith("GET /shop ")));
    }

    /** The name of a link is unknown to a server that has forgotten it, which says nothing. */
    @Test
    void linksThatAreClosedAtOnceLeadToANewRegistration() {
        agent.start(config -> config);
        agent.awaitReady(1);
        Await.until("ten links", () -> server.accepted() == 10);
        server.closesLinks(true);
        server.cut();
        Await.until("registered thrice", () -> server.heads.size() >= 4);
        // Ten links a registration, and one more try of each that was cut.
        int links = server.accepted();
        assertTrue(links <= 10 * (server.heads.size() + 2), links + " links for " + server.heads.size());
        assertTrue(agent.disconnects("") <= server.heads.size(), listener.lines.toString());
        server.closesLinks(false);
        agent.awaitReady(2);
    }

    @Test
    void anotherPortAfterARestartIsFollowed() {
        agent.start(config -> config);
        agent.awaitReady(1);
        server.moveLinks();
        server.cut();
        agent.awaitReady(2);
    }

    /** A server that holds the name for the links of before may say so for a while. */
    @Test
    void aNameThatThisAgentHeldIsAskedForAgain() {
        agent.start(config -> config);
        agent.awaitReady(1);
        Await.until("ten links", () -> server.accepted() == 10);
        server.answer(head -> PlayedPool.status(409, "{\"error\":\"name exists\"}"));
        server.closesLinks(true);
        server.cut();
        Await.until("refused twice", () -> agent.disconnects("the server answered 409: name exists") >= 2);
        server.answer(head -> server.granted("other-name", ""));
        Await.until("another name is none", () -> agent.disconnects("the server gave the name 'other-name'") >= 1);
        server.closesLinks(false);
        server.answer(head -> server.granted(PlayedPool.nameIn(head), ""));
        agent.awaitReady(2);
    }

    @Test
    void aNameThatStaysTakenEndsTheAgentAfterAWhile() {
        ManualTime time = new ManualTime();
        agent.start(time, config -> config.withDial(config.dial().withPoolLinks(1)));
        agent.readyIn(time);
        server.answer(head -> PlayedPool.status(409, "taken"));
        server.stopLinks();
        server.cut();
        Await.until("refused after 90 s", () -> {
            time.advance(Duration.ofSeconds(1));
            return agent.running().ended().isDone();
        });
        assertEquals("ADIT-409-NAME", agent.ended().code());
        assertTrue(server.heads.size() > 10, server.heads.size() + " registrations");
    }
}
