// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.yamux.PeerFrame;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What Exio does wrong and this server must not, as far as the server's side goes; towards an Exio agent. */
class ExioFaultsTest {
    private final Stage stage = Stage.open();
    private final RawAgent agent = stage.exio("demo", "http");

    @AfterEach
    void end() {
        agent.close();
        stage.close();
    }

    private RawClient visit(String method, String path, String moreFields) {
        return RawClient.connect(stage.port())
                .send(method + " " + path + " HTTP/1.1\r\nHost: demo.tunnels.test\r\n" + moreFields + "\r\n");
    }

    private int acceptHead() {
        int id = agent.accept();
        agent.awaitText(id, "\r\n\r\n");
        return id;
    }

    @Nested
    class Ex01WebSocketPassthrough {
        @Test
        void oneHeadThenBytesBothWays() {
            try (RawClient visitor =
                    visit("GET", "/ws", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n")) {
                int id = acceptHead();
                agent.send(
                        id,
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nfirst");
                assertTrue(visitor.readHead().startsWith("HTTP/1.1 101 "));
                assertEquals("first", visitor.readText(5));
                visitor.send("frame");
                assertTrue(agent.awaitText(id, "frame").endsWith("\r\n\r\nframe"));
            }
        }
    }

    @Nested
    class Ex03InterimAnswers {
        @Test
        void theContinueIsPassedOnAndTheFinalAnswerFollows() {
            try (RawClient visitor = visit("POST", "/", "Expect: 100-continue\r\nContent-Length: 4\r\n")) {
                int id = acceptHead();
                agent.send(id, "HTTP/1.1 100 Continue\r\n\r\n");
                assertTrue(visitor.readHead().startsWith("HTTP/1.1 100 "));
                visitor.send("body");
                agent.awaitText(id, "body");
                agent.finish(id, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                assertEquals("done", visitor.readResponse().body());
            }
        }
    }

    @Nested
    class Ex05Flushing {
        @Test
        void eachEventIsSeenBeforeTheNextIsMade() {
            try (RawClient visitor = visit("GET", "/events", "")) {
                int id = acceptHead();
                agent.send(
                        id, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                visitor.readHead();
                for (String event : new String[] {"data: 1\n\n", "data: 2\n\n"}) {
                    agent.send(id, "9\r\n" + event + "\r\n");
                    visitor.readUntil(event);
                }
            }
        }
    }

    @Nested
    class Ex09ErrorBodies {
        @Test
        void aRefusalOfALargeUploadReachesItsSender() {
            try (RawClient visitor = visit("POST", "/", "Content-Length: 3000000\r\n")) {
                int id = acceptHead();
                agent.finish(id, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\n\r\nsecret");
                RawResponse answer = visitor.readResponse();
                assertEquals(401, answer.status());
                assertEquals("secret", answer.body());
            }
        }

        @Test
        void anAnswerWithoutAHeadIsOursWithABody() {
            try (RawClient visitor = visit("GET", "/", "")) {
                int id = acceptHead();
                agent.sendFrame(PeerFrame.windowUpdate(PeerFrame.ACK, id, 0));
                agent.reset(id);
                RawResponse answer = visitor.readResponse();
                assertEquals(502, answer.status());
                assertEquals("ADIT-502-RESET", answer.field("Adit-Error"));
                assertFalse(answer.body().isEmpty());
            }
        }
    }

    @Nested
    class Ex10Paths {
        @Test
        void dotsAndSlashesPassUntouched() {
            for (String path : new String[] {"//a//b", "/a/../b", "/%2e%2e/x", "/_connect", "/_config"}) {
                try (RawClient visitor = visit("GET", path, "")) {
                    assertTrue(agent.serve("ok").startsWith("GET " + path + " HTTP/1.1\r\n"));
                    assertEquals(200, visitor.readResponse().status());
                }
            }
        }
    }

    @Nested
    class Ex12PathMode {
        @Test
        void thePathAloneDecidesAndNoCookieIsSet() {
            try (Stage byPath = Stage.byPath();
                    RawAgent one = byPath.exio("one", "http")) {
                assertEquals(
                        404,
                        byPath.ask(
                                        "GET /x HTTP/1.1\r\nHost: h\r\nCookie: exio_tunnel=one\r\nReferer: http://h/one/\r\n\r\n")
                                .status());
                RawResponse folder = byPath.get("h", "/one?q");
                assertEquals(308, folder.status());
                assertEquals("/one/?q", folder.field("Location"));
                try (RawClient visitor =
                        RawClient.connect(byPath.port()).send("GET /one/a?b HTTP/1.1\r\nHost: h\r\n\r\n")) {
                    int id = one.accept();
                    String request = one.awaitText(id, "\r\n\r\n");
                    assertTrue(request.startsWith("GET /a?b HTTP/1.1\r\n"), request);
                    assertTrue(request.contains("X-Forwarded-Prefix: /one\r\n"), request);
                    one.finish(
                            id,
                            String.join(
                                    "\r\n",
                                    "HTTP/1.1 302 Found",
                                    "Location: /login",
                                    "Set-Cookie: s=1; Path=/",
                                    "Service-Worker-Allowed: /",
                                    "Content-Length: 0",
                                    "",
                                    ""));
                    RawResponse answer = visitor.readResponse();
                    assertEquals("/one/login", answer.field("Location"));
                    assertEquals("s=1; Path=/one/", answer.field("Set-Cookie"));
                    assertEquals("", answer.field("Service-Worker-Allowed"));
                }
            }
        }
    }

    @Nested
    class Ex13Fields {
        @Test
        void forwardingFieldsAreOursAndHopByHopFieldsStay() {
            try (RawClient visitor = visit(
                    "GET",
                    "/",
                    String.join(
                            "\r\n",
                            "X-Forwarded-For: 1.2.3.4",
                            "X_Forwarded_For: 1.2.3.4",
                            "Forwarded: for=evil",
                            "X-Real-IP: 1.2.3.4",
                            "Connection: close, Host, X-Forwarded-For, Secret",
                            "Secret: 1",
                            ""))) {
                String request = agent.serve("ok");
                assertTrue(request.contains("Host: demo.tunnels.test\r\n"), request);
                assertTrue(request.contains("X-Forwarded-For: 127.0.0.1\r\n"), request);
                assertTrue(request.contains("X-Forwarded-Proto: http\r\n"), request);
                assertFalse(request.contains("1.2.3.4") || request.contains("evil"), request);
                assertFalse(request.contains("Secret") || request.contains("User-Agent"), request);
                visitor.readResponse();
            }
        }
    }

    @Nested
    class Ex14HostCase {
        @Test
        void capitalsTrailingDotAndPortAreServed() {
            try (RawClient visitor =
                    RawClient.connect(stage.port()).send("GET / HTTP/1.1\r\nHost: DEMO.Tunnels.TEST.:443\r\n\r\n")) {
                agent.serve("ok");
                assertEquals(200, visitor.readResponse().status());
            }
            assertEquals(404, stage.get("a.demo.tunnels.test", "/").status());
        }
    }

    @Nested
    class Ex20ReadAhead {
        @Test
        void theHeadComesInAMessageOfItsOwnAndTheBodyLater() {
            long start = System.nanoTime();
            try (RawClient visitor = visit("POST", "/", "Content-Length: 4\r\n")) {
                visitor.send("body");
                int id = acceptHead();
                assertTrue(agent.stream(id).text().endsWith("\r\n\r\n"), "nothing but the head");
                agent.awaitText(id, "body");
                assertTrue(System.nanoTime() - start >= Duration.ofMillis(10).toNanos());
                RawAgent.Stream stream = agent.stream(id);
                int head = stream.messages.getFirst();
                for (int i = 0; i < stream.frames.size(); i++) {
                    if (stream.frames.get(i).payload().contains("body")) {
                        assertTrue(stream.messages.get(i) > head, "a message of its own");
                    }
                }
                agent.finish(id, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                assertEquals("ok", visitor.readResponse().body());
            }
        }

        @Test
        void aBodyInTheSamePieceAsItsHeadIsHeldBackToo() {
            try (RawClient visitor = RawClient.connect(stage.port())
                    .send("POST / HTTP/1.1\r\nHost: demo.tunnels.test\r\nContent-Length: 4\r\n\r\nbody")) {
                int id = agent.accept();
                PeerFrame first = agent.stream(id).frames.getFirst();
                assertTrue(first.has(PeerFrame.SYN));
                agent.awaitText(id, "\r\n\r\n");
                assertTrue(agent.stream(id).text().endsWith("\r\n\r\n"), "nothing but the head");
                agent.awaitText(id, "body");
                agent.awaitFinished(id);
                agent.finish(id, "HTTP/1.1 204 No Content\r\n\r\n");
                assertEquals(204, visitor.readResponse("POST").status());
            }
        }
    }

    @Nested
    class Ex21CutAnswers {
        @Test
        void aResetInTheMiddleOfChunksIsNoCleanEnd() {
            try (RawClient visitor = visit("GET", "/", "")) {
                int id = acceptHead();
                agent.send(id, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                visitor.readUntil("half");
                agent.reset(id);
                String rest = "";
                try {
                    rest = visitor.readToEnd();
                } catch (UncheckedIOException reset) {
                    assertTrue(reset.toString().contains("reset"), reset::toString);
                }
                assertFalse(rest.contains("0\r\n\r\n"), rest);
            }
        }
    }

    @Nested
    class Ex22VisitorsWhoLeave {
        @Test
        void theStreamIsResetWhileTheAgentStillThinks() {
            RawClient visitor = visit("GET", "/", "");
            int id = acceptHead();
            visitor.reset();
            agent.awaitReset(id);
        }
    }

    @Nested
    class Ex23FrozenAgents {
        @Test
        void theNameOfAFrozenAgentIsTakenOverAtOnce() {
            agent.freeze();
            try (RawAgent fresh = stage.exio("demo", "http");
                    RawClient visitor = visit("GET", "/", "")) {
                fresh.serve("alive");
                assertEquals("alive", visitor.readResponse().body());
            }
        }
    }

    /** Y-20: an Exio agent opens no stream. */
    @Test
    void streamsOfAnExioAgentAreReset() {
        agent.sendFrame(PeerFrame.data(PeerFrame.SYN, 1, "x"));
        agent.awaitReset(1);
    }

    /** One that takes the field from its service's answers says so in its dial, which the service cannot. */
    @Test
    void theErrorFieldOfAnAgentThatVouchesForItPasses() {
        try (RawAgent vouching =
                        RawAgent.dial(stage.port(), "/_connect?subdomain=vouched", Stage.KEY, "Adit-Error: own\r\n");
                RawClient visitor = stage.visit("vouched", "/")) {
            int id = vouching.accept();
            vouching.awaitText(id, "\r\n\r\n");
            vouching.finish(
                    id, "HTTP/1.1 502 Bad Gateway\r\nAdit-Error: ADIT-502-REFUSED\r\nContent-Length: 0\r\n\r\n");
            assertEquals("ADIT-502-REFUSED", visitor.readResponse().field("Adit-Error"));
        }
    }

    /** An error that an agent of this kind names is not believed. */
    @Test
    void theErrorFieldOfTheAgentIsRemoved() {
        try (RawClient visitor = visit("GET", "/", "")) {
            agent.finish(
                    acceptHead(),
                    "HTTP/1.1 502 Bad Gateway\r\nAdit-Error: ADIT-502-REFUSED\r\nContent-Length: 0\r\n\r\n");
            assertEquals("", visitor.readResponse().field("Adit-Error"));
        }
    }
}
