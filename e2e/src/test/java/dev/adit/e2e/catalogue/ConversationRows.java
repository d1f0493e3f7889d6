// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.List;
import java.util.stream.Stream;

/** PE-39, PE-40, PE-42 and version 1.0: upgrades, expectations, the end of a connection. Stateless. */
final class ConversationRows {
    private static final String GET = "GET {t}/ HTTP/1.1\r\nHost: {h}\r\n";
    private static final String GOT = "GET / HTTP/1.1\r\nHost: {h}\r\n";
    private static final String KEY = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private ConversationRows() {}

    static Stream<Case> rows() {
        return Stream.of(upgrades(), refusedUpgrades(), expectations(), closing())
                .flatMap(rows -> rows);
    }

    private static String websocket(String start, String fields) {
        return start + "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n" + KEY + fields + "\r\n";
    }

    private static Stream<Case> upgrades() {
        String h2c =
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n";
        return Stream.of(
                Case.of("PE-39", "h2c", GET + h2c + "\r\n").forwards(GOT + "{f}\r\n"),
                Case.of("PE-39", "an unknown protocol", GET + "Connection: Upgrade\r\nUpgrade: foo\r\n\r\n")
                        .forwards(GOT + "{f}\r\n"),
                Case.of("PE-39", "websocket with a length", websocket(GET, "Content-Length: 4\r\n") + "abcd")
                        .refused(400),
                Case.of(
                                "PE-39",
                                "websocket with chunks",
                                websocket(GET, "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n")
                        .refused(400),
                Case.of("PE-39", "websocket by POST", websocket("POST {t}/ HTTP/1.1\r\nHost: {h}\r\n", ""))
                        .refused(400));
    }

    private static Stream<Case> refusedUpgrades() {
        return Stream.of("200 OK", "400 Bad Request", "403 Forbidden").map(status -> {
            String answer = "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno";
            String request = GOT + KEY + "{f}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
            return Case.of("PE-40", "the service answers an upgrade with " + status, websocket(GET, ""))
                    .toService(Reply.saying(answer))
                    .row(new Case.Reach.Exactly(List.of(request)), Case.bytes(answer), Case.After.OPEN);
        });
    }

    private static Stream<Case> expectations() {
        String post = "POST {t}/ HTTP/1.1\r\nHost: {h}\r\nContent-Length: 5\r\n";
        return Stream.of(
                Case.of("PE-42", "an unknown expectation", GET + "Expect: foo\r\n\r\n")
                        .refused(417),
                Case.of("PE-42", "100-continue with the body right behind", post + "Expect: 100-continue\r\n\r\nhello")
                        .forwards(
                                "POST / HTTP/1.1\r\nHost: {h}\r\nContent-Length: 5\r\nExpect: 100-continue\r\n{f}\r\nhello"));
    }

    private static Stream<Case> closing() {
        return Stream.of(
                Case.of("PE-10", "HTTP/1.0", "GET {t}/ HTTP/1.0\r\nHost: {h}\r\n\r\n")
                        .forwardsAndCloses(GOT + "{f}\r\n"),
                Case.of(
                                "PE-10",
                                "HTTP/1.0 that would stay",
                                "GET {t}/ HTTP/1.0\r\nHost: {h}\r\nConnection: keep-alive\r\n\r\n")
                        .forwardsAndCloses(GOT + "{f}\r\n"),
                Case.of("PE-01", "HTTP/1.0 without Host", "GET {t}/ HTTP/1.0\r\n\r\n")
                        .refused(400)
                        .byPath(),
                Case.of("PE-01", "HTTP/1.0 without Host, nobody's", "GET / HTTP/1.0\r\n\r\n")
                        .row(new Case.Reach.Nothing(), Case.ours(404), Case.After.CLOSED)
                        .bySubdomain());
    }
}
