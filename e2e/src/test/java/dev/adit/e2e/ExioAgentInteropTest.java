// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An Exio client, with its faults, at our server: HTTP tunnels. */
@Timeout(90)
class ExioAgentInteropTest {
    private static final String HOST = "shop." + Stage.DOMAIN;

    @RegisterExtension
    private final Stage stage = new Stage();

    @RegisterExtension
    private final SampleService service = new SampleService();

    private int port;

    @BeforeAll
    static void wantsGo() {
        GoStandIns.assumeGo();
    }

    @BeforeEach
    void start() {
        // The agent must have read the head before the body comes; the usual 10 ms are too short for a busy machine.
        port = stage.server("--timeout-exio-body-hold", "500ms").port();
    }

    private void connect(int targetPort, String... options) {
        stage.exioAgent(port, "shop", targetPort, options).awaitStdout("connected shop");
    }

    @Test
    void requestAndAnswerPass() {
        connect(service.port());
        RawResponse answer = Stage.visit(port, HOST, "/echo?a=1");
        assertEquals(200, answer.status());
        assertTrue(answer.body().contains("\"target\":\"/echo?a=1\""), answer::body);
        assertTrue(answer.body().contains("[\"X-Forwarded-Host\",\"" + HOST), answer::body);
    }

    /** Fault 20: whatever comes in one piece with its head is lost to that agent, unless the server holds it back. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bodySurvivesTheAgentThatDropsReadahead(boolean chunked) {
        connect(service.port());
        String framing = chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: 5\r\n\r\n";
        String body = chunked ? "5\r\nhello\r\n0\r\n\r\n" : "hello";
        String head = "POST /upload HTTP/1.1\r\nHost: " + HOST + "\r\n" + framing;
        try (RawClient visitor = RawClient.connect(port)) {
            for (int i = 0; i < 4; i++) {
                assertHello(visitor.send(head + body).readResponse("POST"));
                assertHello(visitor.sendSplit(head + body, head.length()).readResponse("POST"));
                assertHello(visitor.sendSplit(head + body, head.length() + 2).readResponse("POST"));
            }
        }
    }

    private static void assertHello(RawResponse answer) {
        assertEquals(200, answer.status(), answer::toString);
        assertTrue(answer.body().contains("\"bytes\":5"), answer::body);
    }

    /** All of the sample: page, WebSocket, events that are not held back, 10 MB up and 50 MB down. */
    @Test
    void sampleWorksThroughAnAgentThatPassesUpgrades() {
        connect(service.port(), "-upgrade");
        SampleService.assertPasses("http://" + HOST + ":" + port);
    }

    /** Fault 1: the agent's upgrade passes no byte; the visitor must see its end and not wait. */
    @Test
    void upgradeThroughTheFaultyAgentEnds() {
        connect(service.port());
        try (RawClient visitor = RawClient.connect(port)) {
            visitor.send("GET /clock HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            assertTrue(visitor.readHead().startsWith("HTTP/1.1 101 "));
            assertTrue(visitor.endsWithoutAnotherByte());
        }
    }

    /** Fault 3: the agent takes an interim answer for the final one; there is no final one then. */
    @Test
    void interimAnswerTakenForTheFinalOneIsBadGateway() {
        Script hints = Script.of(
                Script.readHead(),
                Script.send(
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        try (ScriptedService early = ScriptedService.start(hints)) {
            connect(early.port());
            RawResponse answer = Stage.visit(port, HOST, "/");
            assertEquals(502, answer.status(), answer::toString);
            assertFalse(answer.field("Adit-Error").isEmpty());
        }
    }

    /** Fault 9: the agent says that there is no body and sends one; it must not reach the next answer. */
    @Test
    void textBehindAnEmptyAnswerIsDropped() {
        connect(stage.deafPort());
        try (RawClient visitor = RawClient.connect(port)) {
            for (int i = 0; i < 3; i++) {
                visitor.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
                assertEquals(502, visitor.readResponse().status());
            }
        }
    }

    /** Fault 21: a cut answer must not look whole. */
    @Test
    void answerThatTheServiceCutIsCut() {
        Script cut = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
                Script.reset());
        try (ScriptedService broken = ScriptedService.start(cut)) {
            connect(broken.port());
            try (RawClient visitor = RawClient.connect(port)) {
                visitor.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
                assertTrue(visitor.readHead().startsWith("HTTP/1.1 200 "));
                assertEquals("5\r\nhello\r\n", visitor.readText(10));
                assertTrue(visitor.endsWithoutAnotherByte(), "no last chunk may be made up");
            }
        }
    }

    @Test
    void refusalsAreThoseTheClientStopsAt() {
        assertRefused(401, stage.exioAgent(port, "shop", 1, "-token", "wrong"));
        assertRefused(400, stage.exioAgent(port, "-shop", 1));
        assertRefused(400, stage.exioAgent(port, "shop", 1, "-type", "udp"));
        assertRefused(401, stage.exioAgent(port, "shop", 1, "-type", "tcp"));
    }

    private static void assertRefused(int status, Running agent) {
        agent.awaitStdout("refused " + status);
        assertEquals(1, agent.awaitExit());
    }

    /** Fault 11 and 23: the same key gets its name at once, also from a client that stands still. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sameKeyTakesItsNameOver(boolean frozen) {
        Running first = stage.exioAgent(port, "shop", stage.deafPort());
        first.awaitStdout("connected shop");
        if (frozen) {
            first.signal("STOP");
        }
        Stopwatch stopwatch = Stopwatch.start();
        connect(service.port());
        stopwatch.assertWithin(Duration.ofSeconds(3));
        assertEquals(200, Stage.visit(port, HOST, "/echo").status());
    }

    @Test
    void configTellsRoutingAndDomain() {
        RawResponse answer = Stage.visit(port, Stage.DOMAIN, "/_config");
        assertEquals(200, answer.status());
        assertTrue(answer.body().contains("\"routing_mode\":\"subdomain\""), answer::body);
        assertTrue(answer.body().contains("\"base_domain\":\"" + Stage.DOMAIN + "\""), answer::body);
    }
}
