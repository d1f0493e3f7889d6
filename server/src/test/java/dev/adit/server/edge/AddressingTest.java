// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.http.Authority;
import dev.adit.server.EdgeConfig;
import dev.adit.server.PublicUrl;
import dev.adit.server.Routing;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressingTest {
    private static final EdgeConfig BELOW = EdgeConfig.DEFAULT.withDomain("Example.com");

    private static Address of(EdgeConfig edge, String target, String host) {
        Optional<Authority> authority = host.isEmpty()
                ? Optional.empty()
                : Optional.of(Authority.parse(host).orElseThrow());
        return new Addressing(edge, path -> path.equals(Addressing.CONNECT) || path.equals(Addressing.CONFIG))
                .of(Heads.get(target), authority);
    }

    /** PE-04: case, one trailing dot and the port do not matter. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a.example.com", "A.EXAMPLE.COM", "a.example.com.", "A.EXAMPLE.COM.:443", "a.example.com:81"})
    void aLabelBelowTheDomainNamesATunnel(String host) {
        assertEquals(new Address.Named("a", ""), of(BELOW, "/x?y", host));
    }

    @Test
    void onATunnelsHostEveryPathIsTheTunnels() {
        assertEquals(new Address.Named("a", ""), of(BELOW, "/_connect", "a.example.com"));
        assertEquals(new Address.Named("a", ""), of(BELOW, "/_config?x", "a.example.com"));
    }

    /** PE-05: the domain matches at a label's edge only, and names have one label. */
    @Test
    void nestedLabelsLeadNowhere() {
        assertEquals(new Address.Nowhere(), of(BELOW, "/", "a.b.example.com"));
    }

    /** The control host: the domain itself and whatever does not lie below it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "EXAMPLE.COM.:8080",
                "evil-example.com",
                "example.com.evil.com",
                "localhost",
                "127.0.0.1:80",
                "[::1]:80",
                "com",
                ""
            })
    void allElseIsTheControlHost(String host) {
        assertEquals(new Address.Control("/_connect"), of(BELOW, "/_connect?subdomain=a", host));
        assertEquals(new Address.Control("/"), of(BELOW, "/", host));
    }

    @Test
    void theHostOfThePublicUrlIsTheControlHostEvenBelowTheDomain() {
        EdgeConfig edge = BELOW.withPublicUrl(PublicUrl.parse("https://Tunnel.example.com"));
        assertEquals(new Address.Control("/_connect"), of(edge, "/_connect", "tunnel.example.com:8443"));
        assertEquals(new Address.Named("a", ""), of(edge, "/_connect", "a.example.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "/demo/x, demo",
        "/demo, demo",
        "/demo?x=1, demo",
        "/demo/../other, demo",
        "/%64emo/, %64emo",
        "/_connectx, _connectx",
        "/_config/x, _config"
    })
    void inPathModeTheFirstSegmentNamesTheTunnelOnAnyHost(String target, String name) {
        EdgeConfig edge = BELOW.withRouting(Routing.PATH);
        for (String host : new String[] {"example.com", "a.example.com", "127.0.0.1", ""}) {
            assertEquals(new Address.Named(name, "/" + name), of(edge, target, host));
        }
    }

    @Test
    void inPathModeTheServersOwnPathsAnswerOnEveryHost() {
        EdgeConfig edge = BELOW.withRouting(Routing.PATH);
        assertEquals(new Address.Control("/_connect"), of(edge, "/_connect?x", "a.example.com"));
        assertEquals(new Address.Control("/_config"), of(edge, "/_config", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//demo/x", "/?demo"})
    void inPathModeAnEmptySegmentLeadsNowhere(String target) {
        assertEquals(new Address.Nowhere(), of(EdgeConfig.DEFAULT, target, "example.com"));
    }
}
