// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.List;
import java.util.stream.Stream;

/** PE-13 to PE-20: lengths and codings. Stateless. */
final class FramingRows {
    private static final String POST = "POST {t}/ HTTP/1.1\r\nHost: {h}\r\n";
    private static final String POSTED = "POST / HTTP/1.1\r\nHost: {h}\r\n";
    private static final String HIDDEN = "GET {t}/hidden HTTP/1.1\r\nHost: {h}\r\n\r\n";

    private FramingRows() {}

    static Stream<Case> rows() {
        return Stream.of(both(), codings(), oldVersion(), lengths(), served()).flatMap(rows -> rows);
    }

    private static Case refused(String id, int status, String fields) {
        return Case.of(id, printable(fields), POST + fields + "\r\n\r\n").refused(status);
    }

    private static String printable(String text) {
        return text.replace("\r\n", " | ").replace("\t", "\\t");
    }

    private static Stream<Case> both() {
        String body = "0\r\n\r\n" + HIDDEN;
        return Stream.of(
                Case.of("PE-13", "both, the length says 5", POST + both(5) + body)
                        .refused(400),
                Case.of("PE-13", "both, the length covers the hidden request", POST + both(60) + body)
                        .refused(400),
                Case.of(
                                "PE-13",
                                "both, the coding first",
                                POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + body)
                        .refused(400));
    }

    private static String both(int length) {
        return "Content-Length: " + length + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private static Stream<Case> codings() {
        Stream<Case> bad = Stream.of(
                        "chunked, gzip",
                        "chunked, identity",
                        "xchunked",
                        "\"chunked\"",
                        "chunked;a=b",
                        "",
                        "blegh",
                        "blegh\r\nContent-Length: 1")
                .map(coding -> refused("PE-14", 400, "Transfer-Encoding: " + coding));
        Stream<Case> unknown = Stream.of(",chunked", "gzip, chunked", "identity\r\nTransfer-Encoding: chunked")
                .map(coding -> refused("PE-15", 501, "Transfer-Encoding: " + coding));
        Stream<Case> doubled = Stream.of(
                        "Transfer-Encoding:\r\n chunked",
                        "Transfer-\r\nEncoding: chunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: chunked, chunked")
                .map(fields -> refused("PE-16", 400, fields));
        return Stream.of(bad, unknown, doubled).flatMap(rows -> rows);
    }

    private static Stream<Case> oldVersion() {
        String head = "POST {t}/ HTTP/1.0\r\nHost: {h}\r\nTransfer-Encoding: chunked\r\n";
        return Stream.of(
                Case.of("PE-17", "a coding in 1.0", head + "\r\n0\r\n\r\n").refused(400),
                Case.of("PE-17", "both in 1.0", head + "Content-Length: 5\r\n\r\n0\r\n\r\n")
                        .refused(400));
    }

    private static Stream<Case> lengths() {
        Stream<Case> bad = Stream.of(
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
                        "1\r\nContent-Length: 1",
                        "1\r\nContent-Length: 2",
                        "9223372036854775808")
                .map(length -> refused("PE-18", 400, "Content-Length: " + length));
        return bad;
    }

    private static Stream<Case> served() {
        String chunked = "{f}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        String body = "\r\n5\r\nhello\r\n0\r\n\r\n";
        return Stream.of(
                Case.of("PE-15", "CHUNKED", POST + "Transfer-Encoding: CHUNKED\r\n" + body)
                        .forwards(POSTED + chunked),
                Case.of("PE-15", "a tab before chunked", POST + "Transfer-Encoding:\tchunked\r\n" + body)
                        .forwards(POSTED + chunked),
                Case.of("PE-19", "length 010", POST + "Content-Length: 010\r\n\r\n0123456789")
                        .forwards(POSTED + "Content-Length: 10\r\n{f}\r\n0123456789"),
                Case.of(
                                "PE-33",
                                "a GET with a body and another behind it",
                                "GET {t}/1 HTTP/1.1\r\nHost: {h}\r\nContent-Length: 3\r\n\r\nabc"
                                        + "GET {t}/2 HTTP/1.1\r\nHost: {h}\r\n\r\n")
                        .forwards(
                                "GET /1 HTTP/1.1\r\nHost: {h}\r\nContent-Length: 3\r\n{f}\r\nabc",
                                "GET /2 HTTP/1.1\r\nHost: {h}\r\n{f}\r\n"),
                Case.of(
                                "PE-34",
                                "a good request, then garbage",
                                "GET {t}/1 HTTP/1.1\r\nHost: {h}\r\n\r\n@\u0000garbage\r\n\r\n")
                        .row(
                                new Case.Reach.Exactly(List.of("GET /1 HTTP/1.1\r\nHost: {h}\r\n{f}\r\n")),
                                Case.okThen(400),
                                Case.After.CLOSED));
    }
}
