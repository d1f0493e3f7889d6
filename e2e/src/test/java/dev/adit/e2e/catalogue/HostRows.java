// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.stream.Stream;

/** PE-01 to PE-07: who the request is for. Stateless. */
final class HostRows {
    private HostRows() {}

    static Stream<Case> rows() {
        return Stream.of(refused(), served(), nowhere()).flatMap(rows -> rows);
    }

    private static String to(String host) {
        return "GET {t}/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private static Stream<Case> refused() {
        Stream<Case> count = Stream.of(
                Case.of("PE-01", "no Host", "GET {t}/ HTTP/1.1\r\n\r\n").refused(400),
                Case.of("PE-02", "two Hosts", "GET {t}/ HTTP/1.1\r\nHost: {h}\r\nHost: b.tunnels.test\r\n\r\n")
                        .refused(400),
                Case.of("PE-02", "one Host twice", "GET {t}/ HTTP/1.1\r\nHost: {h}\r\nHost: {h}\r\n\r\n")
                        .refused(400));
        Stream<Case> form = Stream.of(
                        "u@{h}",
                        "{h}, dog",
                        "{h} dog",
                        "{h}:99999",
                        "{h}:abc",
                        "{h}:0",
                        "[::1",
                        "{h}/b",
                        "{h}#b",
                        "",
                        ":80",
                        "[]",
                        "{h}\t:80")
                .map(host -> Case.of("PE-03", "Host '" + host.replace("\t", "\\t") + "'", to(host))
                        .refused(400));
        Case endless =
                Case.of("PE-03", "Host of 300 characters", to("a".repeat(300))).refused(400);
        return Stream.of(count, form, Stream.of(endless)).flatMap(rows -> rows);
    }

    private static Stream<Case> served() {
        String absolute = "GET http://dog.tunnels.test/x HTTP/1.1\r\nHost: {h}\r\n\r\n";
        return Stream.of(
                Case.of("PE-04", "capitals, a dot and a port", to("CAT.Tunnels.TEST.:443"))
                        .forwards("GET / HTTP/1.1\r\nHost: CAT.Tunnels.TEST.:443\r\n{f cat cat.tunnels.test:443}\r\n"),
                Case.of("PE-07", "the target names another tunnel than Host", absolute)
                        .forwards("GET /x HTTP/1.1\r\nHost: dog.tunnels.test\r\n{f dog dog.tunnels.test}\r\n")
                        .bySubdomain(),
                Case.of("PE-07", "an absolute target without a path", "GET http://{h} HTTP/1.1\r\nHost: x\r\n\r\n")
                        .forwards("GET / HTTP/1.1\r\nHost: {h}\r\n{f}\r\n")
                        .bySubdomain(),
                Case.of("PE-07", "an absolute target by path", "GET http://x.test/cat/y HTTP/1.1\r\nHost: z\r\n\r\n")
                        .forwards("GET /y HTTP/1.1\r\nHost: x.test\r\n{f cat x.test}\r\n")
                        .byPath());
    }

    private static Stream<Case> nowhere() {
        Stream<Case> other = Stream.of(
                        "evil-tunnels.test",
                        "tunnels.test.evil.com",
                        "a.b.tunnels.test",
                        "xn--a.tunnels.test",
                        "xn--.tunnels.test",
                        "127.0.0.1",
                        "[::1]:80")
                .map(host -> Case.of("PE-05", "Host '" + host + "'", to(host))
                        .answered(404)
                        .bySubdomain());
        Stream<Case> odd = Stream.of("__proto__", "constructor", "-a", "a-", "a".repeat(64), "hasOwnProperty")
                .map(name -> Case.of("PE-06", "tunnel '" + name + "'", to(name + ".tunnels.test"))
                        .answered(404)
                        .bySubdomain());
        Stream<Case> bad = Stream.of(".", "%2e", "%00")
                .map(name -> Case.of("PE-06", "tunnel '" + name + "'", to(name + ".tunnels.test"))
                        .refused(400));
        Stream<Case> paths = Stream.of(
                        "/__proto__/", "/../", "/%2e/", "/-a/", "/", "//", "/?", "/" + "a".repeat(64) + "/")
                .map(path -> Case.of("PE-06", "path '" + path + "'", "GET " + path + " HTTP/1.1\r\nHost: {h}\r\n\r\n")
                        .answered(404)
                        .byPath());
        return Stream.of(other, odd, bad, paths).flatMap(rows -> rows);
    }
}
