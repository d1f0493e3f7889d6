// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adit.http.HttpLimits;
import dev.adit.http.HttpTimeouts;
import dev.adit.server.ServerLimits.AnonymousLimits;
import dev.adit.server.ServerLimits.ConnectionLimits;
import dev.adit.server.ServerTimeouts.SessionTimeouts;
import dev.adit.wire.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {
    @Test
    void everyLimitIsPinned() {
        assertEquals(
                new HttpLimits(16_384, 32_768, 100, 8_192, 256, 16_384, 0, 16, 65_536, 65_536),
                ServerLimits.DEFAULT.http());
        assertEquals(
                new ConnectionLimits(
                        0, 0, 0, 1_024, 1_000, 1_024, 256, 16_777_216, 33_554_432, 67_108_864, 65_536, 16_384),
                ServerLimits.DEFAULT.connections());
        assertEquals(new AnonymousLimits(3, 10), ServerLimits.DEFAULT.anonymous());
    }

    @Test
    void everyTimeoutIsPinned() {
        Duration ten = Duration.ofSeconds(10);
        assertEquals(
                new HttpTimeouts(
                        ten,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Duration.ofSeconds(75),
                        Duration.ofSeconds(1)),
                ServerTimeouts.DEFAULT.http());
        assertEquals(
                new SessionTimeouts(
                        ten,
                        ten,
                        ten,
                        ten,
                        Duration.ofSeconds(30),
                        ten,
                        Duration.ofMinutes(10),
                        ten,
                        Duration.ofMillis(10)),
                ServerTimeouts.DEFAULT.session());
    }

    @Test
    void theServerIsClosedByDefault() {
        assertEquals(Anonymous.OFF, ServerConfig.DEFAULT.access().anonymous());
        assertEquals(Optional.empty(), ServerConfig.DEFAULT.access().bootstrapKey());
        assertEquals(Optional.empty(), ServerConfig.DEFAULT.access().tcpPorts());
        assertFalse(ServerConfig.DEFAULT.pool().isOn());
        assertEquals(
                "127.0.0.1:8081", ServerConfig.DEFAULT.admin().orElseThrow().toString());
        assertEquals("[0.0.0.0:8080]", ServerConfig.DEFAULT.edge().listen().toString());
        assertEquals(Routing.PATH, ServerConfig.DEFAULT.edge().routing());
    }

    @ParameterizedTest
    @CsvSource({
        ":8080, 0.0.0.0:8080",
        "127.0.0.1:0, 127.0.0.1:0",
        "[::1]:80, [::1]:80",
        "localhost:8080, localhost:8080"
    })
    void listenAddressesPrintAsInUrls(String text, String printed) {
        assertEquals(printed, ListenAddress.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8080", ":", ":70000", ":abc", "::1:80", "a b:80", "http://x:80"})
    void refusesWhatIsNoListenAddress(String text) {
        assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "5-4", "0-1", "1-65536", "a-b", "1-2-3", "1-"})
    void refusesWhatIsNoPortRange(String text) {
        assertThrows(IllegalArgumentException.class, () -> PortRange.parse(text));
    }

    @Test
    void aRangeIsGoneThroughOnceFromAnyPlace() {
        PortRange three = new PortRange(10, 12);
        assertEquals(List.of(10, 11, 12), three.from(0).boxed().toList());
        assertEquals(List.of(12, 10, 11), three.from(-1).boxed().toList());
        assertEquals(List.of(11, 12, 10), three.from(Integer.MAX_VALUE).boxed().toList());
        assertEquals(
                List.of(65_535), new PortRange(65_535, 65_535).from(7).boxed().toList());
    }

    @ParameterizedTest
    @CsvSource({
        "https://tunnel.example.com, https://x.example.com",
        "https://tunnel.example.com:8443, https://x.example.com:8443",
        "http://tunnel.example.com:80/, http://x.example.com",
    })
    void thePublicUrlGivesSchemeAndPort(String text, String printed) {
        assertEquals(printed, PublicUrl.parse(text).urlFor("x.example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tunnel.example.com", "ws://x", "https://x/y", "https://u:p@x", "https://"})
    void refusesWhatIsNoPublicUrl(String text) {
        assertThrows(IllegalArgumentException.class, () -> PublicUrl.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://example.com", "exa mple.com", "example.com:80", "-a.com", "127.0.0.1", "a..b"})
    void refusesWhatIsNoDomain(String name) {
        assertThrows(IllegalArgumentException.class, () -> EdgeConfig.DEFAULT.withDomain(name));
    }

    @Test
    void aDomainIsHeldInLowerCase() {
        assertEquals(
                Optional.of("a.example.com"),
                EdgeConfig.DEFAULT.withDomain("A.Example.COM").domain());
    }

    @Test
    void subdomainRoutingNeedsADomain() {
        assertThrows(IllegalArgumentException.class, () -> EdgeConfig.DEFAULT.withRouting(Routing.SUBDOMAIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "0123456789012345678901234567890",
                "01234567890123456789012345678901 ",
                "0123456789012345678901234567890é"
            })
    void aWeakBootstrapKeyIsRefusedAndNotShown(String key) {
        Exception refused = assertThrows(
                IllegalArgumentException.class, () -> AccessConfig.DEFAULT.withBootstrapKey(new Secret(key)));
        assertFalse(refused.toString().contains(key), refused::toString);
    }

    @Test
    void thePoolsPortsKeepApartFromThoseOfTcpTunnels() {
        ServerConfig tcp =
                ServerConfig.DEFAULT.withAccess(AccessConfig.DEFAULT.withTcpPorts(new PortRange(2_000, 2_100)));
        PoolConfig overlapping = PoolConfig.OFF.withPorts(new PortRange(2_100, 2_200));
        assertThrows(IllegalArgumentException.class, () -> tcp.withPool(overlapping));
    }
}
