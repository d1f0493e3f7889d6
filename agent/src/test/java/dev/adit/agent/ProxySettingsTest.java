// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {
    private static final ServerAddress TLS = ServerAddress.parse("https://tunnel.example.com");
    private static final ServerAddress PLAIN = ServerAddress.parse("http://tunnel.example.com");

    @Test
    void eachSchemeHasItsOwnProxyAndLowerCaseWins() {
        ProxySettings settings = ProxySettings.fromEnvironment(
                Map.of("HTTPS_PROXY", "http://upper:1", "https_proxy", "http://lower:2", "HTTP_PROXY", "plain:3"));
        assertEquals("lower:2", settings.proxyFor(TLS).orElseThrow().address().toString());
        assertEquals("plain:3", settings.proxyFor(PLAIN).orElseThrow().address().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080", "https://localhost", "http://[::1]", "http://demo.localhost:1"})
    void loopbackServersAreNeverDialledThroughAProxy(String server) {
        ProxySettings settings =
                ProxySettings.fromEnvironment(Map.of("https_proxy", "http://p:1", "http_proxy", "http://p:1"));
        assertTrue(settings.proxyFor(ServerAddress.parse(server)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "*, true",
        "example.com, true",
        ".example.com, true",
        "*.example.com, true",
        "tunnel.example.com:443, true",
        "tunnel.example.com:8443, false",
        "ample.com, false",
        "'other.test, tunnel.example.com', true",
        "other.test tunnel.example.com, true",
        "10.0.0.0/8, false",
        "'', false",
    })
    void noProxyNamesWhatIsDialledDirectly(String exceptions, boolean direct) {
        ProxySettings settings =
                ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", exceptions));
        assertEquals(direct, settings.proxyFor(TLS).isEmpty());
    }

    @Test
    void noProxyKnowsAddressBlocks() {
        ProxySettings settings =
                ProxySettings.fromEnvironment(Map.of("https_proxy", "http://p:1", "no_proxy", "192.0.2.0/24"));
        assertTrue(settings.proxyFor(ServerAddress.parse("https://192.0.2.9")).isEmpty());
        assertFalse(settings.proxyFor(ServerAddress.parse("https://192.0.3.9")).isEmpty());
    }

    @Test
    void credentialsAreDecodedAndMasked() {
        ProxySettings settings =
                ProxySettings.fromEnvironment(Map.of("https_proxy", "http://CORP\\me:p%40ss+word@proxy:3128"));
        ProxySettings.Credentials credentials =
                settings.proxyFor(TLS).orElseThrow().credentials().orElseThrow();
        assertEquals("CORP\\me", credentials.user());
        assertEquals("p@ss+word", credentials.password().reveal());
        assertFalse(settings.toString().contains("p@ss"), settings.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://user:secret@p:1", "http://user:secret@:x", "http://user:secret@"})
    void aWrongValueNamesTheVariableAndNeverItself(String value) {
        Exception refused = assertThrows(
                IllegalArgumentException.class, () -> ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", value)));
        assertTrue(refused.toString().contains(": HTTPS_PROXY"), refused::toString);
        assertFalse(refused.toString().contains("secret"), refused::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://ann:pw@p:1 | 407 | the proxy p:1 refused the user name and password in HTTPS_PROXY (407)",
                "http://ann:pw@p:1 | 401 | the proxy p:1 refused the user name and password in HTTPS_PROXY (401)",
                "http://p:1 | 407 | the proxy p:1 wants a user name and password; write http://USER:PASSWORD@p:1 in HTTPS_PROXY (407)",
                "http://p:1 | 403 | the proxy p:1 does not allow CONNECT to tunnel.example.com:443 (403)",
                "http://p:1 | 502 | the proxy p:1 refused CONNECT to tunnel.example.com:443 (502)",
            })
    void aRefusalSaysWhatTheProxyWants(String proxy, int status, String told) {
        ProxySettings settings = ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", proxy));
        assertEquals(told, settings.proxyFor(TLS).orElseThrow().refusal(TLS, TLS.address(), status));
    }
}
