// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.stream.Stream;

/** PE-22 to PE-25, PE-37, PE-38: names and values, hop by hop, forged fields. Stateless. */
final class FieldRows {
    private static final String GET = "GET {t}/ HTTP/1.1\r\nHost: {h}\r\n";
    private static final String GOT = "GET / HTTP/1.1\r\nHost: {h}\r\n";

    private FieldRows() {}

    static Stream<Case> rows() {
        return Stream.of(values(), names(), lineEnds(), served()).flatMap(rows -> rows);
    }

    private static Stream<Case> values() {
        return "\u0000\u0007\u007f\r\u000b\f\u0001\u001b"
                .chars()
                .mapToObj(octet -> Case.of(
                                "PE-22",
                                String.format("octet %02x in a value", octet),
                                GET + "X: s3cr3t" + (char) octet + "b\r\n\r\n")
                        .refused(400));
    }

    private static Stream<Case> names() {
        return Stream.of(
                        "X\u0000: a",
                        "X\u0085: a",
                        "X\u00ef: a",
                        "X-Invalid[]: a",
                        ": x",
                        "Foo bar: a",
                        "Foo : x",
                        "Foo\t: x",
                        "nocolon",
                        "X: a\r\n folded",
                        "X: a\r\n\tfolded")
                .map(line -> Case.of("PE-22", "field '" + line.replaceAll("[^ -~]", "?") + "'", GET + line + "\r\n\r\n")
                        .refused(400));
    }

    private static Stream<Case> lineEnds() {
        return Stream.of(
                Case.of("PE-22", "a blank before the first field", "GET {t}/ HTTP/1.1\r\n X: a\r\nHost: {h}\r\n\r\n")
                        .refused(400),
                Case.of("PE-24", "a lone CR, then a request", GET + "X: a\r\n\rZGET /evil\r\n\r\n")
                        .refused(400),
                Case.of("PE-24", "a lone CR in a value", GET + "X: a\rY: b\r\n\r\n")
                        .refused(400),
                Case.of("PE-25", "LF alone", "GET {t}/ HTTP/1.1\nHost: {h}\n\n").refused(400),
                Case.of("PE-25", "LF LF behind a good field", GET + "X: a\n\n").refused(400),
                Case.of("PE-26", "NUL before the request", "\u0000" + GET + "\r\n")
                        .refused(400),
                Case.of("PE-26", "empty lines before the request", "\r\n\r\n" + GET + "\r\n")
                        .forwards(GOT + "{f}\r\n"));
    }

    private static Stream<Case> served() {
        String named = "POST {t}/ HTTP/1.1\r\nConnection:\r\n"
                + "Connection: close, Host, X-Forwarded-For, Content-Length, Authorization, Via, X-Gone\r\n"
                + "Host: {h}\r\nAuthorization: s3cr3t\r\nx-gone: 1\r\nX-Gone: 2\r\nContent-Length: 1\r\n\r\nx";
        String forged = "X-Forwarded-For: 1.2.3.4\r\nForwarded: for=evil\r\nX_Forwarded_For: 1.2.3.4\r\n"
                + "X-Real-IP: 1.2.3.4\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 1\r\n"
                + "X-Forwarded-Prefix: /evil\r\nX-Original-URL: /evil\r\nx-real_ip: 1\r\n";
        String proxies = "Keep-Alive: 1\r\nProxy-Connection: x\r\nTE: gzip\r\nProxy-Authorization: s3cr3t\r\n";
        return Stream.of(
                Case.of("PE-23", "0xE9 in a value", GET + "X: caf\u00e9 \u0080\u00ff\r\n\r\n")
                        .forwards(GOT + "X: caf\u00e9 \u0080\u00ff\r\n{f}\r\n"),
                Case.of("PE-37", "Connection names what it must not", named)
                        .forwardsAndCloses("POST / HTTP/1.1\r\nHost: {h}\r\nContent-Length: 1\r\n{f}\r\nx"),
                Case.of("PE-37", "fields between hops", GET + proxies + "X: y\r\n\r\n")
                        .forwards(GOT + "X: y\r\n{f}\r\n"),
                Case.of("PE-38", "forged forwarding fields", GET + forged + "X: y\r\n\r\n")
                        .forwards(GOT + "X: y\r\n{f}\r\n"));
    }
}
