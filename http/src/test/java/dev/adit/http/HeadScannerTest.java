// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A head is judged alike whole and at every prefix: nothing good is refused early, nothing is asked for in vain (U8, PE-36). */
final class HeadScannerTest {
    private static final HttpLimits SMALL = new HttpLimits(64, 64, 5, 64, 8, 64, 0, 1, 64, 64);
    private static final String HOST = "Host: a\r\n";

    /** "whole", "more", or the code of the rejection. */
    private static String scan(String text, HttpLimits limits) {
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        try {
            boolean whole = HeadScanner.ofThread().scanRequest(in, limits);
            if (whole) {
                RequestRules.check(HeadScanner.ofThread().head(), limits);
                RequestRules.checkForwarded(HeadScanner.ofThread().head());
            }
            return whole ? "whole" : "more";
        } catch (HttpRejection rejection) {
            return rejection.code().name();
        } finally {
            in.release();
        }
    }

    private static String line(int bytes) {
        return "GET /" + "x".repeat(bytes - 14) + " HTTP/1.1";
    }

    /** The first prefix that is not asked to go on must get the verdict of the whole. */
    @ParameterizedTest
    @MethodSource("dev.adit.http.RefusedRequestsTest#requests")
    void everyPrefixIsJudgedAsTheWhole(String rule, int status, String request) {
        if (request.length() > 6_000) {
            return; // the limits' own tests take these apart with small limits
        }
        String verdict = "more";
        for (int end = 1; end <= request.length() && verdict.equals("more"); end++) {
            String start = request.substring(0, end);
            verdict = start.equals("\r\n") ? "more" : scan(start, HttpLimits.DEFAULT);
        }
        assertEquals(status, ErrorCode.valueOf(verdict).status(), rule);
    }

    /** PE-36: at the limit, at every prefix of it, and one beyond. */
    @Test
    void requestLineMayBeExactlyAtItsLimit() {
        String request = line(64) + "\r\n" + HOST + "\r\n";
        for (int end = 1; end < request.length(); end++) {
            assertEquals("more", scan(request.substring(0, end), SMALL), "the first " + end);
        }
        assertEquals("whole", scan(request, SMALL));
        assertEquals("LINE_TOO_LONG", scan(line(65) + "\r\n" + HOST + "\r\n", SMALL));
        assertEquals("LINE_TOO_LONG", scan("GET /" + "x".repeat(200), SMALL));
        assertEquals("LINE_TOO_LONG", scan("G".repeat(66), SMALL), "before its end is seen");
    }

    @Test
    void headerSectionMayBeExactlyAtItsLimit() {
        for (String first : new String[] {line(20), line(64)}) {
            String request = first + "\r\n" + HOST + "X: " + "y".repeat(64 - 9 - 5) + "\r\n\r\n";
            for (int end = 1; end < request.length(); end++) {
                assertEquals("more", scan(request.substring(0, end), SMALL), "the first " + end);
            }
            assertEquals("whole", scan(request, SMALL));
            String longer = request.replace("X: ", "XY: ");
            assertEquals("HEADER_TOO_LARGE", scan(longer, SMALL));
            assertEquals(
                    "HEADER_TOO_LARGE",
                    scan(first + "\r\n" + HOST + "X: " + "y".repeat(200), SMALL),
                    "before its end is seen");
        }
    }

    @Test
    void fieldsAreCounted() {
        assertEquals("whole", scan("GET / HTTP/1.1\r\n" + HOST + "a:\r\n".repeat(4) + "\r\n", SMALL));
        assertEquals("TOO_MANY_FIELDS", scan("GET / HTTP/1.1\r\n" + HOST + "a:\r\n".repeat(5) + "\r\n", SMALL));
    }

    /** The limits stated in the rules. */
    @Test
    void defaultsAreTheStatedOnes() {
        assertEquals(
                new HttpLimits(16_384, 32_768, 100, 8_192, 256, 16_384, 0, 16, 65_536, 65_536), HttpLimits.DEFAULT);
    }

    /** H1-03: a host as routing sees it. */
    @Test
    void authoritiesAreNormalised() {
        assertEquals(
                "Optional[a.example.com:443]",
                Authority.parse("A.EXAMPLE.COM.:443").toString());
        assertEquals("Optional[[::1]:80]", Authority.parse("[::1]:80").toString());
        assertEquals("Optional[[::1]]", Authority.parse("[::1]").toString());
        assertEquals("Optional[a]", Authority.parse("a:").toString());
        for (String bad : new String[] {
            "",
            ".",
            ":",
            "a:b",
            "a:0",
            "a:65536",
            "a:123456",
            "[::1",
            "::1",
            "[::1]x",
            "[fe80::1%eth0]",
            "u@a",
            "a,b",
            "a b",
            "a\t",
            "a/b",
            "a?b",
            "a#b",
            "a\\b",
            "a%2eb",
            "\u00e9",
            "[]",
            "[x]",
            "a:-1",
            "a:+1",
            "a: 80"
        }) {
            assertTrue(Authority.parse(bad).isEmpty(), bad);
        }
    }
}
