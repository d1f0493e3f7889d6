// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Interim answers, visitors who speak HTTP/1.0, and refusals by the handler (H1-08, H1-09, H1-11, H1-15, H1-20, PE-51). */
final class InterimAnswersTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void interimAnswersPassInOrderWithoutHopByHopFields() {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send(
                                "HTTP/1.1 103 Early\r\nLink: a\r\nConnection: X-G\r\nX-G: 1\r\nContent-Length: 0\r\n\r\n"
                                        + "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early\r\nLink: b\r\n\r\n"
                                        + OK)));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            RawResponse answer = visitor.send(GET).readResponse();
            assertEquals("ok", answer.body());
            assertEquals(
                    "HTTP/1.1 103 Early\r\nLink: a\r\n\r\n|HTTP/1.1 102 Processing\r\n\r\n|HTTP/1.1 103 Early\r\nLink: b\r\n\r\n",
                    String.join("|", answer.interim()));
        }
    }

    /** PE-51. */
    @Test
    void interimAnswersBeyondTheCapAreDropped() {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.readHead(), Script.send("HTTP/1.1 103 Early\r\n\r\n".repeat(50) + OK)));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            RawResponse answer = visitor.send(GET).readResponse();
            assertEquals(16, answer.interim().size());
            assertEquals("ok", answer.body());
        }
    }

    /** H1-15: no interim answer, no chunks, and the end of the connection ends the body. */
    @Test
    void visitorWhoSpeaksTheOldVersionGetsNoChunks() {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(
                                Script.readHead(),
                                Script.send(
                                        "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-T: y\r\n\r\n")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
            assertEquals("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok", visitor.readToEnd());
        }
    }

    @Test
    void oldVersionWithoutAHostReachesTheHandlerAsUnroutable() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service)
                        .handling((self, head, authority, from) -> authority.isEmpty()
                                ? new Dispatch.Refuse(ErrorCode.BAD_HOST, "no Host field")
                                : self.forward(from))
                        .start();
                RawClient visitor = proxy.connect()) {
            assertEquals(
                    400, visitor.send("GET / HTTP/1.0\r\n\r\n").readResponse().status());
            assertEquals("", visitor.readToEnd());
        }
    }

    /** H1-23: answered here, without a service. */
    @Test
    void optionsWithNoForwardsLeftIsAnsweredHere() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("OPTIONS * HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n");
            RawResponse answer = visitor.readResponse();
            assertEquals(204, answer.status());
            assertEquals("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", answer.field("Allow"));
            assertEquals(0, service.accepted());
        }
    }

    /** H1-09, H1-20: what the handler refuses is told with its code; the connection stays in step. */
    @Test
    void refusalsOfTheHandlerCarryTheirCode() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service)
                        .handling((self, head, authority, from) -> {
                            boolean loops = head.count(FieldName.VIA) > 1;
                            return new Dispatch.Refuse(
                                    loops ? ErrorCode.LOOP : ErrorCode.AGENT_AWAY, "<b>\"'& a\u0001\\</b>");
                        })
                        .start();
                RawClient visitor = proxy.connect()) {
            assertEquals(
                    508,
                    visitor.send("GET / HTTP/1.1\r\nHost: a\r\nVia: 1.1 x\r\nVia: 1.1 x\r\n\r\n")
                            .readResponse()
                            .status());
            assertEquals(ErrorCode.LOOP, proxy.nextRejection(), "the handler hears of it, for the log (U4)");
            RawResponse away = visitor.send(GET).readResponse();
            assertEquals(503, away.status());
            assertEquals("2", away.field("Retry-After"));
            expectForms(visitor);
        }
    }

    /** U5: each form says the code and hides nothing of the page behind the message. */
    private static void expectForms(RawClient visitor) {
        RawResponse page = visitor.send("GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html, */*;q=0.1\r\n\r\n")
                .readResponse();
        assertTrue(page.body().contains("&lt;b&gt;&quot;&#39;&amp; a"), page.body());
        assertTrue(page.body().contains("ADIT-503-AWAY"));
        RawResponse json = visitor.send(
                        "GET / HTTP/1.1\r\nHost: a\r\nOrigin: http://o:1\r\nAccept: application/json\r\n\r\n")
                .readResponse();
        assertTrue(json.body().contains("\\u003cb>\\\"'& a\\u0001\\\\\\u003c/b>"), json.body());
        assertEquals("http://o:1", json.field("Access-Control-Allow-Origin"));
        assertEquals("Origin", json.field("Vary"));
        for (String origin : List.of("null", "http://o:65536", "http://o:1:2", "http://o:", "http://[o]")) {
            RawResponse text = visitor.send("GET / HTTP/1.1\r\nHost: a\r\nOrigin: " + origin + "\r\n\r\n")
                    .readResponse();
            assertEquals("", text.field("Access-Control-Allow-Origin"), origin);
        }
        RawResponse head = visitor.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse("HEAD");
        assertTrue(Integer.parseInt(head.field("Content-Length")) > 0);
        assertEquals(503, visitor.send(GET).readResponse().status());
    }

    /** H1-10: forwarding fields of anybody go, in every spelling; ours come in behind Connection's reach (H1-08). */
    @Test
    void forwardingFieldsAreOursAlone() {
        FieldLines ours = new FieldLines().add("X-Forwarded-For", "192.0.2.1").add("Via", "1.1 adit.1");
        String forged = String.join(
                "\r\n",
                "Connection: X-Forwarded-For, Via",
                "X-Forwarded-For: 1.2.3.4",
                "Forwarded: for=evil",
                "X_Forwarded_For: 1",
                "X-Real-IP: 1",
                "x-original-url: /",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: h",
                "X-Forwarded-Port: 1",
                "X-Forwarded-Prefix: /",
                "X-Forwarded-Ssl: on",
                "X-Kept: 1",
                "");
        for (RequestEdit.ForwardingFields mode : RequestEdit.ForwardingFields.values()) {
            try (ScriptedService service = ScriptedService.start(Script.answer("ok"));
                    TestProxy proxy = TestProxy.to(service)
                            .requestEdit(new RequestEdit(mode, "", "", ours))
                            .start();
                    RawClient visitor = proxy.connect()) {
                visitor.send("GET / HTTP/1.1\r\nHost: a\r\n" + forged + "\r\n").readResponse();
                String seen = service.received();
                assertTrue(seen.endsWith("X-Forwarded-For: 192.0.2.1\r\nVia: 1.1 adit.1\r\n\r\n"), seen);
                assertTrue(seen.contains("X-Kept: 1\r\n"), seen);
                assertEquals(mode == RequestEdit.ForwardingFields.KEEP, seen.contains("1.2.3.4"), seen);
                assertEquals(mode == RequestEdit.ForwardingFields.KEEP, seen.contains("X_Forwarded_For"), seen);
                assertEquals(mode != RequestEdit.ForwardingFields.DROP, seen.contains("X-Forwarded-Proto"), seen);
            }
        }
    }

    /** Edits of target and Host, as path mode and the agent's host rule need them. */
    @Test
    void editedTargetAndHostReplaceTheReceived() {
        RequestEdit edit =
                new RequestEdit(RequestEdit.ForwardingFields.DROP, "localhost:3000", "/new?x", new FieldLines());
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.expect("GET /new?x HTTP/1.1\r\nHost: localhost:3000\r\nX: y\r\n\r\n"),
                        Script.send(OK)));
                TestProxy proxy = TestProxy.to(service).requestEdit(edit).start();
                RawClient visitor = proxy.connect()) {
            assertEquals(
                    "ok",
                    visitor.send("GET /old HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n")
                            .readResponse()
                            .body());
            assertEquals(Optional.empty(), proxy.nextEnd().failure());
        }
    }
}
