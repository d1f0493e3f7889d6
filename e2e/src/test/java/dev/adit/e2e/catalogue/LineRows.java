// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.stream.Stream;

/** PE-08 to PE-12, PE-36, PE-41, PE-54: the request line and the sizes. Stateless. */
final class LineRows {
    private static final String HOST = "Host: {h}\r\n";

    private LineRows() {}

    static Stream<Case> rows() {
        return Stream.of(targets(), lines(), methods(), sizes()).flatMap(rows -> rows);
    }

    private static Case line(String id, int status, String line) {
        return Case.of(id, "'" + line.replace("\t", "\\t") + "'", line + "\r\n" + HOST + "\r\n")
                .refused(status);
    }

    private static Stream<Case> targets() {
        Stream<Case> bad = Stream.of(
                        "ftp://b/x",
                        "http://u:p@b/",
                        "foo",
                        "!",
                        "{t}/#x",
                        "{t}/x#",
                        "http:///x",
                        "http://",
                        "*",
                        "https://b:99999/",
                        "{h}:443")
                .map(target -> line("PE-08", 400, "GET " + target + " HTTP/1.1"));
        Stream<Case> good = Stream.of(
                        "//evil.com/x",
                        "/..;/x",
                        "/%2e%2e/",
                        "/a%00b",
                        "/a%0d%0aX:y",
                        "/a/../b/./c",
                        "/?",
                        "/?a?b&c=%&token=s3cr3t",
                        "/;v=1",
                        "/[]{}|^`\"<>\\")
                .map(target -> served("PE-09", "GET", target));
        return Stream.concat(Stream.concat(bad, good), Stream.of(served("PE-08", "GET", "/\u00e9\u0080\u00ff")));
    }

    private static Case served(String id, String method, String target) {
        return Case.of(id, "target " + target, method + " {t}" + target + " HTTP/1.1\r\n" + HOST + "\r\n")
                .forwards(method + " " + target + " HTTP/1.1\r\n" + HOST + "{f}\r\n");
    }

    private static Stream<Case> lines() {
        return Stream.of(
                Case.of("PE-10", "HTTP/1.2 counts as 1.1", "GET {t}/ HTTP/1.2\r\n" + HOST + "\r\n")
                        .forwards("GET / HTTP/1.1\r\n" + HOST + "{f}\r\n"),
                line("PE-10", 505, "GET {t}/ HTTP/2.0"),
                line("PE-10", 505, "GET {t}/ HTTP/9.9"),
                line("PE-10", 400, "GET {t}/ HTTP/1.10"),
                line("PE-10", 400, "GET {t}/ http/1.1"),
                line("PE-10", 400, "GET {t}/ HTTP/"),
                line("PE-10", 400, "GET {t}/"),
                line("PE-11", 400, " GET {t}/ HTTP/1.1"),
                line("PE-11", 400, "GET  {t}/  HTTP/1.1"),
                line("PE-11", 400, "GET\t{t}/\tHTTP/1.1"),
                line("PE-11", 400, "GET {t}/ HTTP/1.1 "),
                Case.of(
                                "PE-54",
                                "a TLS ClientHello",
                                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003")
                        .refused(400),
                Case.of("PE-54", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                        .refused(505));
    }

    private static Stream<Case> methods() {
        return Stream.of(
                line("PE-12", 400, "G=\":<> {t}/ HTTP/1.1"),
                line("PE-12", 400, "{t}/ HTTP/1.1"),
                Case.of("PE-12", "a method of 5,000 letters", "G".repeat(5_000) + " {t}/ HTTP/1.1\r\n" + HOST + "\r\n")
                        .refused(400),
                served("PE-12", "get", "/"),
                line("PE-41", 405, "CONNECT b:443 HTTP/1.1"),
                line("PE-41", 405, "TRACE {t}/ HTTP/1.1"),
                Case.of("PE-41", "OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n")
                        .forwards("OPTIONS * HTTP/1.1\r\n" + HOST + "{f}\r\n")
                        .bySubdomain(),
                Case.of("PE-41", "Max-Forwards 0", "OPTIONS {t}/ HTTP/1.1\r\n" + HOST + "Max-Forwards: 0\r\n\r\n")
                        .answered(204),
                // Server and agent are two hops, and each counts.
                Case.of("PE-41", "Max-Forwards 7", "OPTIONS {t}/ HTTP/1.1\r\n" + HOST + "Max-Forwards: 7\r\n\r\n")
                        .forwards("OPTIONS / HTTP/1.1\r\n" + HOST + "Max-Forwards: 6\r\n{f}\r\n"));
    }

    private static Stream<Case> sizes() {
        String field = "X: y\r\n";
        return Stream.of(
                Case.of("PE-36", "a request line of 16,385 bytes", longLine(16_385))
                        .refused(414),
                Case.of("PE-36", "a header section over 32 KiB", head("X: " + "x".repeat(33 * 1024) + "\r\n"))
                        .refused(431),
                Case.of("PE-36", "101 fields", head(field.repeat(100))).refused(431),
                Case.of("PE-36", "32 KiB of tiny fields", head("a:\r\n".repeat(8 * 1024)))
                        .refused(431),
                Case.of("PE-36", "100 fields", head(field.repeat(99)))
                        .forwards("GET / HTTP/1.1\r\n" + HOST + field.repeat(99) + "{f}\r\n"));
    }

    private static String head(String fields) {
        return "GET {t}/ HTTP/1.1\r\n" + HOST + fields + "\r\n";
    }

    private static String longLine(int length) {
        return "GET /" + "x".repeat(length - 14) + " HTTP/1.1\r\n" + HOST + "\r\n";
    }
}
