// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.http.Authority;
import dev.adit.server.EdgeConfig;
import dev.adit.server.PublicUrl;
import dev.adit.server.Routing;
import dev.adit.wire.TunnelName;
import org.junit.jupiter.api.Test;

/** The URLs that agents are told (docs/cli.md). */
class PublicUrlsTest {
    private static final TunnelName DEMO = TunnelName.parse("demo").orElseThrow();
    private static final Authority DIALLED = new Authority("10.0.0.7", 8080);
    private static final EdgeConfig BELOW = EdgeConfig.DEFAULT.withDomain("example.com");

    private static String http(EdgeConfig edge, int port) {
        return new PublicUrls(edge, port).http(DEMO, DIALLED);
    }

    @Test
    void belowADomainTheUrlHasTheListenersPortUnlessItIs80() {
        assertEquals("http://demo.example.com:8080", http(BELOW, 8080));
        assertEquals("http://demo.example.com", http(BELOW, 80));
    }

    @Test
    void thePublicUrlGivesSchemeAndPort() {
        assertEquals(
                "https://demo.example.com",
                http(BELOW.withPublicUrl(PublicUrl.parse("https://tunnel.example.com")), 8080));
        assertEquals(
                "https://demo.example.com:8443",
                http(BELOW.withPublicUrl(PublicUrl.parse("https://tunnel.example.com:8443")), 80));
    }

    @Test
    void inPathModeTheHostIsTheOneTheAgentDialled() {
        EdgeConfig byPath = EdgeConfig.DEFAULT.withRouting(Routing.PATH);
        assertEquals("http://10.0.0.7:8080/demo/", http(byPath, 9));
        assertEquals(
                "https://example.com/demo/", http(byPath.withPublicUrl(PublicUrl.parse("https://example.com/")), 9));
    }

    @Test
    void aTcpUrlNamesThePublicHostTheDomainOrTheDialledOne() {
        EdgeConfig plain = EdgeConfig.DEFAULT;
        EdgeConfig proxied = BELOW.withPublicUrl(PublicUrl.parse("https://front.example.com"));
        assertEquals("tcp://10.0.0.7:2222", new PublicUrls(plain, 80).tcp(2222, DIALLED));
        assertEquals("tcp://example.com:2222", new PublicUrls(BELOW, 80).tcp(2222, DIALLED));
        assertEquals("tcp://front.example.com:2222", new PublicUrls(proxied, 80).tcp(2222, DIALLED));
        assertEquals("tcp://[::1]:2222", new PublicUrls(plain, 80).tcp(2222, new Authority("[::1]", 80)));
    }

    @Test
    void anExioAgentsDomainIsTheDomainThenThePublicHost() {
        EdgeConfig proxied = EdgeConfig.DEFAULT.withPublicUrl(PublicUrl.parse("https://front.example.com:444"));
        assertEquals("example.com", new PublicUrls(BELOW, 80).baseDomain(DIALLED));
        assertEquals("front.example.com", new PublicUrls(proxied, 80).baseDomain(DIALLED));
        assertEquals("10.0.0.7", new PublicUrls(EdgeConfig.DEFAULT, 80).baseDomain(DIALLED));
    }
}
