// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the service sees of a request: the target octet by octet, framing in our words, hop-by-hop fields gone
 * (H1-02, H1-06, H1-07, H1-08, H1-23 to H1-26).
 */
final class ForwardedRequestsTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n";

    static Stream<Arguments> requests() {
        return Stream.of(targets(), framing(), connection(), fields()).flatMap(rows -> rows);
    }

    private static Arguments same(String rule, String request) {
        return Arguments.of(rule, request, request);
    }

    private static Arguments becomes(String rule, String request, String forwarded) {
        return Arguments.of(rule, request, forwarded);
    }

    private static Stream<Arguments> targets() {
        Stream<Arguments> same = Stream.of(
                        "//evil.com/x",
                        "/..;/x",
                        "/%2e%2e/",
                        "/a%00b",
                        "/a%0d%0aX:y",
                        "/a/../b/./c",
                        "/\u00e9\u0080",
                        "/?",
                        "/?a?b&c=%",
                        "/;v=1",
                        "/[]{}|^`\"<>\\")
                .map(target -> same("PE-09 PE-08 H1-24", "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"));
        Stream<Arguments> absolute = Stream.of(
                becomes(
                        "PE-07 H1-02",
                        "GET http://b.example.com/x HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /x HTTP/1.1\r\nHost: b.example.com\r\n\r\n"),
                becomes(
                        "H1-02",
                        "GET http://B:8080?q HTTP/1.1\r\nX: 1\r\nHost: a\r\nY: 2\r\n\r\n",
                        "GET /?q HTTP/1.1\r\nHost: B:8080\r\nX: 1\r\nY: 2\r\n\r\n"),
                becomes("H1-02", "GET HTTPS://b HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: b\r\n\r\n"),
                becomes(
                        "H1-24",
                        "OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n",
                        "OPTIONS * HTTP/1.1\r\nHost: b\r\n\r\n"),
                same("PE-41 H1-24", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
                same("H1-23", "GET / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 7\r\n\r\n"),
                becomes("PE-10", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                same("PE-12", "get / HTTP/1.1\r\nHost: a\r\n\r\n"),
                becomes("PE-26", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                becomes(
                        "H1-15",
                        "GET / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                becomes(
                        "H1-12",
                        "GET / HTTP/1.0\r\nHost: a\r\nExpect: foo\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                becomes(
                        "H1-25 WS-04",
                        "POST / HTTP/1.0\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n\r\nx",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"));
        return Stream.concat(same, absolute);
    }

    private static Stream<Arguments> framing() {
        String post = "POST / HTTP/1.1\r\nHost: a\r\n";
        String chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                becomes(
                        "PE-19 H1-06",
                        post + "Content-Length: 010\r\n\r\n0123456789",
                        post + "Content-Length: 10\r\n\r\n0123456789"),
                becomes("PE-15", post + "Transfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n", chunked + "0\r\n\r\n"),
                becomes("PE-15", post + "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n", chunked + "0\r\n\r\n"),
                becomes("H1-06", chunked + "0003;a=b;c=\"d\"\r\nabc\r\n000\r\n\r\n", chunked + "3\r\nabc\r\n0\r\n\r\n"),
                becomes(
                        "H1-06",
                        post + "Content-Length: 0\r\nX: y\r\n\r\n",
                        post + "Content-Length: 0\r\nX: y\r\n\r\n"),
                becomes(
                        "PE-31 PE-32 H1-14",
                        chunked
                                + "0\r\nHost: b\r\nAuthorization: x\r\nCookie: c\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nX-T: 1\r\n\r\n",
                        chunked + "0\r\nX-T: 1\r\n\r\n"),
                becomes(
                        "PE-31",
                        chunked + "0\r\nX:POST / HTTP/1.1\r\n\r\n",
                        chunked + "0\r\nX:POST / HTTP/1.1\r\n\r\n"));
    }

    private static Stream<Arguments> connection() {
        return Stream.of(
                becomes(
                        "PE-37 H1-07 H1-08",
                        "POST / HTTP/1.1\r\nConnection:\r\nConnection: close, Host, Content-Length, X-Gone\r\nHost: a\r\nx-gone: 1\r\nX-Gone: 2\r\nContent-Length: 1\r\n\r\nx",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"),
                becomes(
                        "H1-07",
                        REQUEST
                                + "Keep-Alive: 1\r\nProxy-Connection: x\r\nTE: gzip\r\nUpgrade: foo\r\nProxy-Authorization: p\r\nProxy-Authenticate: q\r\nX: y\r\n\r\n",
                        REQUEST + "X: y\r\n\r\n"),
                becomes(
                        "H1-07 H1-14",
                        REQUEST + "Connection: TE\r\nTE: gzip, Trailers\r\n\r\n",
                        REQUEST + "TE: trailers\r\nConnection: TE\r\n\r\n"),
                becomes(
                        "PE-39 H1-25",
                        REQUEST
                                + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
                        REQUEST + "\r\n"),
                becomes("PE-39 H1-25", REQUEST + "Connection: Upgrade\r\nUpgrade: foo\r\n\r\n", REQUEST + "\r\n"),
                becomes("WS-02", REQUEST + "Upgrade: websocket\r\n\r\n", REQUEST + "\r\n"));
    }

    private static Stream<Arguments> fields() {
        return Stream.of(
                same("PE-23", REQUEST + "X: caf\u00e9 \u0080\u00ff\r\n\r\n"),
                same("H1-26", REQUEST + "Cookie: a=1; b=2\r\nX: 1\r\nCookie: c=3\r\nX: 2\r\nx: 3\r\n\r\n"),
                same("H1-24", REQUEST + "Range: bytes=0-1\r\nIf-None-Match: \"x\"\r\nAccept-Encoding: gzip\r\n\r\n"),
                same("H1-09", REQUEST + "Via: 1.1 other\r\n\r\n"),
                same("H1-26", REQUEST + "Empty:\r\nColons:a::b:\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void serviceSees(String rule, String request, String forwarded) {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.expect(forwarded), Script.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(request);
            assertEquals("ok", visitor.readResponse().body(), rule);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void serviceSeesTheSameOctetByOctet(String rule, String request, String forwarded) {
        String head = forwarded.substring(0, forwarded.indexOf("\r\n\r\n") + 4);
        boolean chunked = head.contains("chunked");
        String body = forwarded.substring(head.length());
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.expect(head),
                        chunked ? Script.readUntil("0\r\n") : Script.expect(body),
                        chunked ? Script.expect(body.substring(body.indexOf("0\r\n") + 3)) : Script.expect(""),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
                TestProxy proxy =
                        TestProxy.to(service).transport(Transport.best()).start();
                RawClient visitor = proxy.connect()) {
            visitor.sendByteByByte(request);
            assertEquals("ok", visitor.readResponse().body(), rule);
        }
    }
}
