// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Authority;
import dev.adit.http.MessageHead;
import dev.adit.wire.Cidr;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a local service is told about its visitor (H1-09, H1-10). */
class ForwardingFieldsTest {
    private static final ForwardingFields HTTPS = new ForwardingFields("0123456789abcdef", "https");
    private static final Authority HOST = new Authority("demo.test", -1);

    @Test
    void aVisitorIsTheSocketsPeer() {
        assertEquals(
                List.of(
                        "X-Forwarded-For: 1.2.3.4",
                        "X-Forwarded-Host: demo.test",
                        "X-Forwarded-Port: 443",
                        "X-Forwarded-Proto: https",
                        "X-Real-IP: 1.2.3.4",
                        "Forwarded: for=1.2.3.4;host=\"demo.test\";proto=https",
                        "Via: 1.1 demo.adit-0123456789abcdef"),
                HTTPS.fromVisitor(InetAddress.ofLiteral("1.2.3.4"), HOST, "demo", "")
                        .toString()
                        .lines()
                        .toList());
    }

    @Test
    void anIpv6VisitorIsQuotedAndAPrefixIsNamed() {
        String lines = new ForwardingFields("i", "http")
                .fromVisitor(InetAddress.ofLiteral("2001:db8::1"), new Authority("h", 81), "demo", "/demo")
                .toString();
        assertTrue(lines.contains("Forwarded: for=\"[2001:db8::1]\";host=\"h:81\";proto=http\r\n"), lines);
        assertTrue(lines.contains("X-Forwarded-Port: 81\r\n"), lines);
        assertTrue(lines.contains("X-Forwarded-Prefix: /demo\r\n"), lines);
    }

    @Test
    void behindATrustedProxyTheChainGrowsAndTheSchemeStays() {
        String lines =
                throughProxy("X-Forwarded-For: 6.6.6.6, 1.2.3.4", "X-Forwarded-Proto: http", "Forwarded: for=1.2.3.4");
        assertTrue(lines.contains("X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.1\r\n"), lines);
        assertTrue(lines.contains("X-Real-IP: 1.2.3.4\r\n"), lines);
        assertTrue(lines.contains("Forwarded: for=1.2.3.4, for=10.0.0.1;host=\"demo.test\";proto=https\r\n"), lines);
        assertTrue(lines.contains("X-Forwarded-Host: demo.test\r\n"), lines);
        assertFalse(lines.contains("X-Forwarded-Proto"), lines);
    }

    private static String throughProxy(String... fields) {
        InetAddress peer = InetAddress.ofLiteral("10.0.0.1");
        MessageHead head = Heads.get("/", fields);
        ProxyChain chain = new VisitorAddress(List.of(Cidr.parse("10.0.0.0/8"))).chain(peer, head);
        return HTTPS.fromProxy(peer, chain, head, HOST, "demo", "").toString();
    }

    /** H1-10: whichever field the proxy writes, all three name the visitor; one passed on from outside does not count. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            X-Forwarded-For: 1.2.3.4             | X-Forwarded-For: 1.2.3.4   | for=1.2.3.4
            X-Forwarded-For: 6.6.6.6, 1.2.3.4    | X-Forwarded-For: 6.6.6.6, 1.2.3.4 | for=6.6.6.6, for=1.2.3.4
            X-Forwarded-For: evil, 1.2.3.4:80    | X-Forwarded-For: evil, 1.2.3.4:80 | for=unknown, for=1.2.3.4
            Forwarded: for=1.2.3.4;proto=https   | X-Forwarded-For: 1.2.3.4   | for=1.2.3.4;proto=https
            Forwarded: proto=https;FOR="1.2.3.4:5", for=10.0.0.2 | X-Forwarded-For: 1.2.3.4, 10.0.0.2 | proto=https;FOR="1.2.3.4:5", for=10.0.0.2
            X-Forwarded-For: 1.2.3.4~Forwarded: for=6.6.6.6 | X-Forwarded-For: 1.2.3.4 | for=1.2.3.4
            X-Forwarded-For: 1.2.3.4~Forwarded: for="6.6.6.6 | X-Forwarded-For: 1.2.3.4 | for=1.2.3.4
            """)
    void allThreeFieldsNameTheSameVisitor(String fields, String forwardedFor, String forwarded) {
        String lines = throughProxy(fields.split("~", -1));
        assertTrue(lines.contains(forwardedFor + ", 10.0.0.1\r\n"), lines);
        assertTrue(lines.contains("X-Real-IP: 1.2.3.4\r\n"), lines);
        assertTrue(
                lines.contains("Forwarded: " + forwarded + ", for=10.0.0.1;host=\"demo.test\";proto=https\r\n"), lines);
    }

    @Test
    void anIpv6VisitorIsQuotedInForwardedAlone() {
        String lines = throughProxy("X-Forwarded-For: 2001:db8::1");
        assertTrue(lines.contains("X-Forwarded-For: 2001:db8::1, 10.0.0.1\r\n"), lines);
        assertTrue(lines.contains("Forwarded: for=\"[2001:db8::1]\", for=10.0.0.1;"), lines);
        lines = throughProxy("Forwarded: for=\"[2001:db8::1]:443\"");
        assertTrue(lines.contains("X-Forwarded-For: 2001:db8::1, 10.0.0.1\r\n"), lines);
        assertTrue(lines.contains("X-Real-IP: 2001:db8::1\r\n"), lines);
    }

    @Test
    void aProxyThatTellsNothingIsTheVisitor() {
        String lines = throughProxy();
        assertTrue(lines.contains("X-Forwarded-For: 10.0.0.1\r\n"), lines);
        assertTrue(lines.contains("X-Real-IP: 10.0.0.1\r\n"), lines);
        assertTrue(lines.contains("Forwarded: for=10.0.0.1;"), lines);
    }

    /** PE-52. */
    @Test
    void theSameTunnelTwiceIsALoop() {
        assertFalse(HTTPS.isLoop(Heads.get("/"), "demo"));
        assertTrue(HTTPS.isLoop(Heads.get("/", "Via: 1.1 demo.adit-0123456789abcdef"), "demo"));
        assertTrue(
                HTTPS.isLoop(Heads.get("/", "Via: 1.0 nginx", "Via: 1.1 demo.adit-0123456789abcdef, 1.1 x"), "demo"));
        assertFalse(HTTPS.isLoop(Heads.get("/", "Via: 1.1 other.adit-0123456789abcdef"), "demo"));
        assertFalse(HTTPS.isLoop(Heads.get("/", "Via: 1.1 mydemo.adit-0123456789abcdef"), "demo"));
        assertFalse(HTTPS.isLoop(Heads.get("/", "Via: 1.1 demo.adit-ffffffffffffffff"), "demo"), "another server");
    }

    @Test
    void eightOfOurHopsAreTheMost() {
        String hop = "1.1 t.adit-ffffffffffffffff";
        assertFalse(HTTPS.isLoop(
                Heads.get("/", "Via: " + String.join(", ", java.util.Collections.nCopies(7, hop))), "demo"));
        assertTrue(HTTPS.isLoop(
                Heads.get("/", "Via: " + String.join(", ", java.util.Collections.nCopies(8, hop))), "demo"));
    }
}
