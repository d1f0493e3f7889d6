// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.stream.Stream;

/** PE-27 to PE-32: bodies in chunks. Stateless. */
final class ChunkRows {
    private static final String HEAD = "POST {t}/ HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String FORWARDED = "POST / HTTP/1.1\r\nHost: {h}\r\n{f}Transfer-Encoding: chunked\r\n\r\n";
    private static final String FIRST = "5\r\nhello\r\n";

    private ChunkRows() {}

    static Stream<Case> rows() {
        return Stream.of(broken(), trailers()).flatMap(rows -> rows);
    }

    /** What stands before the fault may have been passed on. */
    private static Case broken(String id, String body) {
        String title = body.substring(FIRST.length())
                .replace("\r", "\\r")
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\u0000", "\\0");
        return Case.of(id, title, HEAD + body).aborted(400, FORWARDED + "hello" + (id.equals("PE-29") ? "A" : ""));
    }

    private static Stream<Case> broken() {
        Stream<Case> sizes = Stream.of("Z", "0x1", "+1", "-1", "0_2", " 1", "1 ", "", "1".repeat(17), "1\t", "1 1")
                .map(size -> broken("PE-27", FIRST + size + "\r\nA\r\n0\r\n\r\n"));
        Stream<Case> tricks = Stream.of(
                        "1;a=\"\r\nA\r\n0\r\n\r\n",
                        "1;a\nA\r\n0\r\n\r\n",
                        "2\r\r;a\r\nAB\r\n0\r\n\r\n",
                        "1;a\rb\r\nA\r\n0\r\n\r\n",
                        "1;\u0000\r\nA\r\n0\r\n\r\n")
                .map(body -> broken("PE-28", FIRST + body));
        Stream<Case> ends = Stream.of(
                        "1\r\nA\n0\r\n\r\n", "1\r\nAXX0\r\n\r\n", "1\r\nAB\r\n0\r\n\r\n", "1\nA\r\n0\r\n\r\n")
                .map(body -> broken("PE-29", FIRST + body));
        return Stream.of(sizes, tricks, ends).flatMap(rows -> rows);
    }

    private static Stream<Case> trailers() {
        String forbidden = "Host: dog.tunnels.test\r\nAuthorization: s3cr3t\r\nCookie: s3cr3t\r\nContent-Length: 3\r\n"
                + "Transfer-Encoding: chunked\r\nX-T: 1\r\n";
        Stream<Case> served = Stream.of(
                Case.of("PE-31", "a request line as a trailer", HEAD + FIRST + "0\r\nX:POST / HTTP/1.1\r\n\r\n")
                        .forwards(FORWARDED + FIRST + "0\r\nX:POST / HTTP/1.1\r\n\r\n"),
                Case.of("PE-32", "forbidden trailers", HEAD + FIRST + "0\r\n" + forbidden + "\r\n")
                        .forwards(FORWARDED + FIRST + "0\r\nX-T: 1\r\n\r\n"));
        Stream<Case> broken = Stream.of(
                        "Bad Name: x\r\n\r\n", "nocolon\r\n\r\n", "X: a\u0000b\r\n\r\n", "X: y\n\r\n", " X: y\r\n\r\n")
                .map(trailer -> broken("PE-32", FIRST + "0\r\n" + trailer));
        return Stream.concat(served, broken);
    }
}
