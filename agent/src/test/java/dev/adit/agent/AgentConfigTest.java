// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.wire.Cidr;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentConfigTest {
    private static final TunnelConfig HTTP = TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "3000"));
    private static final TunnelConfig TCP = TunnelConfig.of(TunnelKind.TCP, Target.parse(TunnelKind.TCP, "22"));

    @Test
    void everyDefaultIsPinned() {
        assertEquals(
                new DialConfig(
                        WireProtocol.AUTO, 10, false, Optional.empty(), ProxySettings.NONE, Duration.ofSeconds(10)),
                DialConfig.DEFAULT);
        assertEquals(
                new AgentTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10)),
                AgentTimeouts.DEFAULT);
        assertEquals(new LocalService(new HostHeader.Preserve(), false, Optional.empty()), LocalService.DEFAULT);
        assertEquals(new VisitorRules(List.of(), List.of(), List.of()), VisitorRules.OPEN);
    }

    @Test
    void plainTextBeyondLoopbackNeedsConsent() {
        assertThrows(IllegalArgumentException.class, () -> config("http://tunnel.example.com", HTTP));
        assertEquals(1, config("http://127.0.0.1:8080", HTTP).tunnels().size());
        assertEquals(1, config("https://tunnel.example.com", HTTP).tunnels().size());
    }

    @Test
    void anExioServerCannotBeAskedForAPort() {
        AgentConfig config = config("http://localhost", TCP.withRemotePort(2222));
        assertThrows(
                IllegalArgumentException.class,
                () -> config.withDial(DialConfig.DEFAULT.withProtocol(WireProtocol.EXIO)));
    }

    /** Neither tells who visits, so nobody could keep anybody out. */
    @Test
    void accessListsNeedAServerThatTellsWhoVisits() {
        VisitorRules some = new VisitorRules(List.of(Cidr.parse("10.0.0.0/8")), List.of(), List.of());
        AgentConfig config = config("http://localhost", HTTP.withVisitors(some));
        for (WireProtocol protocol : List.of(WireProtocol.EXIO, WireProtocol.POOL)) {
            Exception refused = assertThrows(
                    IllegalArgumentException.class, () -> config.withDial(DialConfig.DEFAULT.withProtocol(protocol)));
            assertTrue(refused.toString().contains("--allow-cidr"), refused::toString);
        }
    }

    @Test
    void anAccessListHasToFitIntoAClaim() {
        List<Cidr> many = Collections.nCopies(501, Cidr.parse("10.0.0.0/8"));
        assertThrows(IllegalArgumentException.class, () -> new VisitorRules(many, many, List.of()));
    }

    @Test
    void poolCarriesHttpAlone() {
        AgentConfig config = config("http://localhost", TCP);
        assertThrows(
                IllegalArgumentException.class,
                () -> config.withDial(DialConfig.DEFAULT.withProtocol(WireProtocol.POOL)));
    }

    @Test
    void optionsThatDoNotFitTheTunnelAreRefused() {
        LocalService insecure = new LocalService(new HostHeader.Preserve(), true, Optional.empty());
        LocalService rewrite = new LocalService(new HostHeader.Rewrite(), false, Optional.empty());
        VisitorRules signIn = new VisitorRules(List.of(), List.of(), List.of(BasicCredential.parse("me:pass")));
        assertThrows(IllegalArgumentException.class, () -> HTTP.withService(insecure));
        assertThrows(IllegalArgumentException.class, () -> TCP.withService(rewrite));
        assertThrows(IllegalArgumentException.class, () -> TCP.withVisitors(signIn));
        assertThrows(IllegalArgumentException.class, () -> HTTP.withRemotePort(80));
        assertThrows(
                IllegalArgumentException.class,
                () -> TunnelConfig.of(TunnelKind.TCP, Target.parse(TunnelKind.HTTP, "3000")));
    }

    @Test
    void noSecretPrints() {
        VisitorRules signIn = new VisitorRules(List.of(), List.of(), List.of(BasicCredential.parse("me:hushhush")));
        AgentConfig config = AgentConfig.of(
                ServerAddress.parse("http://localhost"),
                Optional.of(new Secret("hushhush")),
                List.of(HTTP.withVisitors(signIn)));
        assertFalse(config.toString().contains("hushhush"), config.toString());
    }

    @Test
    void aBrokenCredentialIsNotShown() {
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> BasicCredential.parse("hushhush-without-colon"));
        assertFalse(refused.toString().contains("hushhush"), refused::toString);
        assertTrue(refused.toString().contains("USER:PASS"), refused::toString);
    }

    @Test
    void aHostHeaderCannotHoldASecondLine() {
        assertThrows(IllegalArgumentException.class, () -> HostHeader.parse("a\r\nX: 1"));
        assertEquals(new HostHeader.Value("app.test:3000"), HostHeader.parse("app.test:3000"));
    }

    private static AgentConfig config(String server, TunnelConfig tunnel) {
        return AgentConfig.of(ServerAddress.parse(server), Optional.empty(), List.of(tunnel));
    }
}
