// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.List;
import java.util.stream.Stream;

/** PE-48 to PE-51: what a local service may not answer. Stateless. */
final class ServiceRows {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private ServiceRows() {}

    static Stream<Case> rows() {
        return Stream.of(impossible(), shortened(), bodies(), interim()).flatMap(rows -> rows);
    }

    /** A request that is never sent twice. */
    private static Case posted(String id, String title, Reply reply, List<Case.Seen> answers, Case.After after) {
        return Case.of(id, title, "POST {t}/ HTTP/1.1\r\nHost: {h}\r\nContent-Length: 1\r\n\r\nx")
                .toService(reply)
                .row(
                        new Case.Reach.Exactly(
                                List.of("POST / HTTP/1.1\r\nHost: {h}\r\nContent-Length: 1\r\n{f}\r\nx")),
                        answers,
                        after);
    }

    private static Stream<Case> impossible() {
        return Stream.of(
                        "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                        "HTTP/1.1 99 Low\r\n\r\n",
                        "HTTP/1.1 1000 High\r\n\r\n",
                        "HTTP/1.1 abc\r\n\r\n",
                        OK + "X: a\u0000b\r\n\r\n",
                        OK + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
                        OK + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
                        OK + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                        OK + "Transfer-Encoding: gzip\r\n\r\n",
                        OK + "Content-Length:\r\n 5\r\n\r\nhello",
                        "SSH-2.0-OpenSSH_9.2\r\n",
                        OK + "X: y\r\n",
                        "")
                .map(answer -> posted(
                        "PE-48",
                        answer.isEmpty() ? "nothing, then the end" : printable(answer),
                        Reply.sayingLast(answer),
                        Case.agents(502),
                        Case.After.OPEN));
    }

    private static String printable(String text) {
        return text.replace("\r\n", " | ").replaceAll("[^ -~]", "?");
    }

    private static Stream<Case> shortened() {
        String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n";
        Stream<Case> length = Stream.of(posted(
                "PE-49",
                "2 bytes of 10",
                Reply.sayingLast(OK + "Content-Length: 10\r\n\r\nab"),
                Case.bytes(OK + "Content-Length: 10\r\n\r\nab"),
                Case.After.CUT));
        Stream<Case> chunks = Stream.of("", "5\r\nab", "Z\r\n", "0\r\nbad\r\n\r\n")
                .map(rest -> posted(
                        "PE-49",
                        "chunks that end with '" + printable(rest) + "'",
                        Reply.sayingLast(chunked + rest),
                        Case.bytes(chunked + (rest.startsWith("5") ? "2\r\nab\r\n" : "")),
                        Case.After.CUT));
        return Stream.concat(length, chunks);
    }

    private static Stream<Case> bodies() {
        String two = OK + "Content-Length: 2\r\n\r\n";
        Case head = Case.of("PE-50", "HEAD with a body", "HEAD {t}/ HTTP/1.1\r\nHost: {h}\r\n\r\n")
                .toService(Reply.saying(two + "ok"))
                .row(
                        new Case.Reach.Exactly(List.of("HEAD / HTTP/1.1\r\nHost: {h}\r\n{f}\r\n")),
                        Case.bytes(two),
                        Case.After.OPEN);
        return Stream.of(
                head,
                dropped("204 with a body", "HTTP/1.1 204 No Content\r\n\r\n", "junk"),
                dropped("304 with a body", "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", "ok"),
                dropped("bytes behind the answer", two + "ok", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"),
                dropped("bytes behind the last chunk", OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "0\r\n\r\n"),
                posted(
                        "PE-50",
                        "100 with a length",
                        Reply.saying("HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\nabc"),
                        Case.agents(502),
                        Case.After.OPEN));
    }

    private static Case dropped(String title, String answer, String rest) {
        return posted("PE-50", title, Reply.saying(answer + rest), Case.bytes(answer), Case.After.OPEN);
    }

    /** An Exio server takes the first head for the final one, so our agent keeps interim answers from it. */
    private static Stream<Case> interim() {
        String hint = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
        String last = OK + "Content-Length: 2\r\n\r\nok";
        Reply fifty = Reply.saying(hint.repeat(50) + last);
        return Stream.of(
                posted("PE-51", "fifty 103s", fifty, Case.bytes(hint.repeat(16) + last), Case.After.OPEN)
                        .byAdit(),
                posted("PE-51", "fifty 103s to Exio", fifty, Case.bytes(last), Case.After.OPEN)
                        .byExio());
    }
}
