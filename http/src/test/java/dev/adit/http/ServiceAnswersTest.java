// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the visitor sees of an answer: framing in our words, hop-by-hop fields gone, all else as it came (H1-05 to
 * H1-07, H1-13 to H1-15, H1-26).
 */
final class ServiceAnswersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static Arguments row(String rule, String method, String sent, String seen) {
        return Arguments.of(rule, method + " / HTTP/1.1\r\nHost: a\r\n\r\n", sent, seen);
    }

    private static Arguments get(String rule, String sent, String seen) {
        return row(rule, "GET", sent, seen);
    }

    static Stream<Arguments> answers() {
        return Stream.of(fields(), framing(), bodyless()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> fields() {
        return Stream.of(
                get(
                        "H1-26",
                        OK + "Set-Cookie: a=1\r\nX: 1\r\nSet-Cookie: b=2\r\nContent-Length: 1\r\n\r\nx",
                        OK + "Set-Cookie: a=1\r\nX: 1\r\nSet-Cookie: b=2\r\nContent-Length: 1\r\n\r\nx"),
                get(
                        "H1-07",
                        OK
                                + "Connection: X-Gone, Content-Length\r\nConnection: keep-alive\r\nX-Gone: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: q\r\nUpgrade: h2c\r\nContent-Length: 1\r\n\r\nx",
                        OK + "Content-Length: 1\r\n\r\nx"),
                get(
                        "H1-05",
                        OK + "X: a\r\n  b\r\nContent-Length: 1\r\n\r\nx",
                        OK + "X: a    b\r\nContent-Length: 1\r\n\r\nx"),
                get("G9", OK + "X \t: a\r\nContent-Length: 1\r\n\r\nx", OK + "X: a\r\nContent-Length: 1\r\n\r\nx"),
                get("PE-48", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"),
                get(
                        "G9",
                        "HTTP/1.1 299 Gr\u00fcn\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 299 Gr\u00fcn\r\nContent-Length: 0\r\n\r\n"));
    }

    private static Stream<Arguments> framing() {
        return Stream.of(
                get("H1-06", OK + "Content-Length: 003\r\n\r\nabc", OK + "Content-Length: 3\r\n\r\nabc"),
                get(
                        "H1-06",
                        OK + "Transfer-Encoding: Chunked\r\n\r\n03;x=y\r\nabc\r\n0\r\n\r\n",
                        OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
                get(
                        "H1-14",
                        OK
                                + "Transfer-Encoding: chunked\r\n\r\n0\r\nX-T: 1\r\nSet-Cookie: a=1\r\nCache-Control: no\r\n\r\n",
                        OK + "Transfer-Encoding: chunked\r\n\r\n0\r\nX-T: 1\r\n\r\n"));
    }

    private static Stream<Arguments> bodyless() {
        return Stream.of(
                row("H1-13 PE-50", "HEAD", OK + "Content-Length: 5\r\n\r\nhello", OK + "Content-Length: 5\r\n\r\n"),
                row("H1-13", "HEAD", OK + "Transfer-Encoding: chunked\r\n\r\n", OK + "\r\n"),
                get("H1-13 PE-50", "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 204 No\r\n\r\n"),
                get(
                        "H1-13",
                        "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        "HTTP/1.1 204 No\r\n\r\n"),
                get(
                        "H1-13 PE-50",
                        "HTTP/1.1 304 Not\r\nContent-Length: 5\r\n\r\nhello",
                        "HTTP/1.1 304 Not\r\nContent-Length: 5\r\n\r\n"),
                get(
                        "PE-50",
                        OK + "Content-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen",
                        OK + "Content-Length: 1\r\n\r\nx"));
    }

    /** A second exchange on the same visitor's connection shows that the first left nothing behind (H1-13, H1-17). */
    private static void expectThenAnother(String rule, String request, String seen, Script first) {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.readHead(), first, Script.repeat(Script.answer("next"))),
                        Script.repeat(Script.answer("next")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(request);
            assertEquals(seen, visitor.readText(seen.length()), rule);
            visitor.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("next", visitor.readResponse().body(), rule);
        }
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("answers")
    void visitorSees(String rule, String request, String sent, String seen) {
        expectThenAnother(rule, request, seen, Script.send(sent));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("answers")
    void visitorSeesTheSameOctetByOctet(String rule, String request, String sent, String seen) {
        if (!seen.contains("\r\n3\r\n")) { // chunks come out as they came in
            expectThenAnother(rule, request, seen, Script.sendByteByByte(sent));
        }
    }

    /** H1-06: a body that only the end of the connection ends goes on in chunks, however late it begins. */
    @Test
    void closeDelimitedBodyBehindALoneHeadArrivesWhole() {
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(), Script.send(OK + "\r\n"), Script.pause(gate), Script.send("body")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(OK + "Transfer-Encoding: chunked\r\n\r\n", visitor.readHead());
            gate.open();
            assertEquals("4\r\nbody\r\n0\r\n\r\n", visitor.readText(14));
        }
    }

    /** H1-07: a field that Connection names goes even when an edit is concerned with it; an edit changes the others. */
    @Test
    void editedFieldsAreStillHopByHopWhenNamed() {
        ResponseEdit edit = new ResponseEdit() {
            @Override
            public boolean concerns(FieldName name) {
                return name == FieldName.LOCATION || name == FieldName.SET_COOKIE;
            }

            @Override
            public java.util.Optional<String> apply(FieldName name, String value) {
                return value.equals("drop") ? java.util.Optional.empty() : java.util.Optional.of(value + "!");
            }
        };
        String sent =
                "Connection: Set-Cookie\r\nLocation: a\r\nLocation: drop\r\nSet-Cookie: b\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.send(OK + sent)));
                TestProxy proxy = TestProxy.to(service).responseEdit(edit).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(OK + "Location: a!\r\nContent-Length: 0\r\n\r\n", visitor.readHead());
        }
    }
}
