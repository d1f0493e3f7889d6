// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that break a rule are answered here and then the connection ends; nothing of them is forwarded, whole or
 * octet by octet (PE-01 to PE-36, H1-01, H1-04, H1-23, U2, U5, U6, U8).
 */
final class RefusedRequestsTest {
    private static final String HOST = "Host: a\r\n";

    private static Arguments row(String rule, int status, String request) {
        return Arguments.of(rule, status, request);
    }

    private static Arguments head(String rule, int status, String fields) {
        return row(rule, status, "GET / HTTP/1.1\r\n" + HOST + fields + "\r\n\r\n");
    }

    static Stream<Arguments> requests() {
        return Stream.of(hosts(), targets(), framing(), fields(), Sizes.rows()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> hosts() {
        Stream<Arguments> lone = Stream.of(
                row("PE-01 H1-01", 400, "GET / HTTP/1.1\r\n\r\n"),
                row("PE-02 H1-01", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                row("PE-02 H1-01", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"));
        Stream<Arguments> bad = Stream.of(
                        "u@a",
                        "a, b",
                        "a b",
                        "a:99999",
                        "a:b",
                        "a:0",
                        "[::1",
                        "a/b",
                        "a#b",
                        "a".repeat(300),
                        "",
                        ":80",
                        "[]")
                .map(host -> row("PE-03 H1-01", 400, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
        return Stream.concat(lone, bad);
    }

    private static Stream<Arguments> targets() {
        Stream<Arguments> targets = Stream.of(
                        "ftp://b/x",
                        "http://u:p@b/",
                        "foo",
                        "!",
                        "/#x",
                        "/x#",
                        "http:///x",
                        "http://",
                        "*",
                        "https://b:99999/")
                .map(target -> row("PE-08 H1-02", 400, "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n"));
        Stream<Arguments> lines = Stream.of(
                row("PE-10", 505, "GET / HTTP/2.0\r\n" + HOST + "\r\n"),
                row("PE-10", 505, "GET / HTTP/9.9\r\n" + HOST + "\r\n"),
                row("PE-54", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                row("PE-54", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001"),
                row("PE-10", 400, "GET / HTTP/1.10\r\n" + HOST + "\r\n"),
                row("PE-10", 400, "GET / http/1.1\r\n" + HOST + "\r\n"),
                row("PE-10", 400, "GET / HTTP/\r\n" + HOST + "\r\n"),
                row("PE-10", 400, "GET /\r\n" + HOST + "\r\n"),
                row("PE-11", 400, " GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                row("PE-11", 400, "GET  /  HTTP/1.1\r\n" + HOST + "\r\n"),
                row("PE-11", 400, "GET\t/\tHTTP/1.1\r\n" + HOST + "\r\n"),
                row("PE-11", 400, "GET / HTTP/1.1 \r\n" + HOST + "\r\n"),
                row("PE-12", 400, "G=\":<> / HTTP/1.1\r\n" + HOST + "\r\n"),
                row("PE-12", 400, "/ HTTP/1.1\r\n" + HOST + "\r\n"),
                row("PE-12", 400, "G".repeat(5_000) + " / HTTP/1.1\r\n" + HOST + "\r\n"),
                row("PE-26", 400, "\u0000GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                row("PE-25", 400, "GET / HTTP/1.1\nHost: a\n\n"),
                row("PE-41 H1-23", 405, "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n"),
                row("PE-41 H1-23", 405, "TRACE / HTTP/1.1\r\n" + HOST + "\r\n"),
                row("PE-42 H1-12", 417, "POST / HTTP/1.1\r\n" + HOST + "Expect: foo\r\nContent-Length: 1\r\n\r\n"),
                row("PE-39 WS-04", 400, upgrade("GET", "Content-Length: 4\r\n")),
                row("PE-39 WS-04", 400, upgrade("GET", "Transfer-Encoding: chunked\r\n")),
                row("WS-04", 400, upgrade("POST", "")));
        return Stream.concat(targets, lines);
    }

    private static String upgrade(String method, String fields) {
        return method + " / HTTP/1.1\r\n" + HOST + "Connection: Upgrade\r\nUpgrade: websocket\r\n" + fields + "\r\n";
    }

    private static Stream<Arguments> framing() {
        Stream<Arguments> lengths = Stream.of(
                        "+1",
                        "-1",
                        "0x1",
                        "",
                        "1Z",
                        "1 2",
                        "1,1",
                        "1,2",
                        "\u00b9",
                        "9".repeat(20),
                        "9223372036854775808")
                .map(length -> head("PE-18", 400, "Content-Length: " + length));
        Stream<Arguments> codings = Stream.of(
                        "chunked, gzip",
                        "chunked, identity",
                        "xchunked",
                        "\"chunked\"",
                        "chunked;a=b",
                        "",
                        "blegh",
                        "chunked, chunked",
                        "chunked\r\nTransfer-Encoding: chunked")
                .map(coding -> head("PE-14 PE-16", 400, "Transfer-Encoding: " + coding));
        Stream<Arguments> unknown = Stream.of("gzip, chunked", "identity\r\nTransfer-Encoding: chunked", ",chunked")
                .map(coding -> head("PE-15", 501, "Transfer-Encoding: " + coding));
        Stream<Arguments> both = Stream.of(
                head(
                        "PE-13 H1-04",
                        400,
                        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /2 HTTP/1.1\r\n" + HOST),
                head(
                        "PE-13 H1-04",
                        400,
                        "Transfer-Encoding: chunked\r\nContent-Length: 40\r\n\r\n0\r\n\r\nGET /2 HTTP/1.1\r\n" + HOST),
                head("PE-14", 400, "Transfer-Encoding: blegh\r\nContent-Length: 1"),
                head("PE-18", 400, "Content-Length: 1\r\nContent-Length: 1"),
                head("PE-18", 400, "Content-Length: 1\r\nContent-Length: 2"),
                head("PE-16", 400, "Transfer-Encoding:\r\n chunked"),
                head("PE-16", 400, "Transfer-\r\nEncoding: chunked"),
                row("PE-17", 400, "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row(
                        "PE-17",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST
                                + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"));
        return Stream.of(lengths, codings, unknown, both).flatMap(rows -> rows);
    }

    private static Stream<Arguments> fields() {
        Stream<Arguments> values = Stream.of(
                        "\u0000", "\u0007", "\u007f", "\u000b", "\u000c", "\rZGET /evil", "a\rY: b")
                .map(value -> head("PE-22 PE-24", 400, "X: " + value));
        Stream<Arguments> names = Stream.of(
                        "X\u0000: a",
                        "X\u0085: a",
                        "X\u00ef: a",
                        "X-Invalid[]: a",
                        ": x",
                        "Foo bar: a",
                        "Foo : x",
                        "Foo\t: x",
                        "nocolon",
                        " folded: a",
                        "X: a\r\n folded")
                .map(line -> head("PE-22", 400, line));
        return Stream.concat(values, names);
    }

    /** Rows about sizes; PE-36. */
    private static final class Sizes {
        static Stream<Arguments> rows() {
            String line = "GET /" + "x".repeat(16_384 - 13) + " HTTP/1.1";
            return Stream.of(
                    row("PE-36", 414, line + "\r\n" + HOST + "\r\n"),
                    head("PE-36", 431, "X: " + "x".repeat(33 * 1024)),
                    head("PE-36", 431, "X: y\r\n".repeat(100) + "Z: y"),
                    head("PE-36", 431, "a:\r\n".repeat(8 * 1024) + "Z: y"));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void refusedAtOnce(String rule, int status, String request) {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(request);
            expectRefusal(rule, status, service, visitor);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void refusedOctetByOctet(String rule, int status, String request) {
        if (request.length() > 4_000) {
            return; // HeadScannerTest splits these without a socket
        }
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy =
                        TestProxy.to(service).transport(Transport.best()).start();
                RawClient visitor = proxy.connect()) {
            visitor.sendByteByByte(request);
            expectRefusal(rule, status, service, visitor);
        }
    }

    /** H1-13: a refused HEAD gets a head alone. */
    @Test
    void refusalOfAHeadHasNoContent() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("HEAD /#x HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(400, visitor.readResponse("HEAD").status());
            assertEquals("", visitor.readToEnd());
        }
    }

    private static void expectRefusal(String rule, int status, ScriptedService service, RawClient visitor) {
        RawResponse answer = visitor.readResponse();
        assertEquals(status, answer.status(), rule);
        assertEquals("close", answer.field("Connection"), rule);
        assertTrue(answer.field("Adit-Error").startsWith("ADIT-" + status + "-"), rule);
        assertFalse(answer.field("Content-Length").isEmpty(), rule);
        assertFalse(answer.body().contains("blegh") || answer.body().contains("Invalid"), "reflects input: " + rule);
        assertEquals("", visitor.readToEnd(), rule);
        assertEquals(0, service.accepted(), "forwarded: " + rule);
    }
}
