// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.ErrorCode;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** CW-01 as far as it needs no key. */
class WebSocketHandshakeTest {
    private static final List<String> KEY = List.of("dGhlIHNhbXBsZSBub25jZQ==");
    private static final List<String> UPGRADE = List.of("websocket");
    private static final List<String> CONNECTION = List.of("keep-alive, Upgrade");
    private static final List<String> VERSION = List.of("13");

    @Test
    void theAnswerToTheSampleKeyIsTheOneOfRfc6455() {
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.accept(KEY.getFirst()));
    }

    @Test
    void tokensAreFoundInAnyCaseInListsAndLines() {
        assertEquals(Optional.empty(), WebSocketHandshake.check("GET", CONNECTION, UPGRADE, VERSION, KEY));
        assertEquals(
                Optional.empty(),
                WebSocketHandshake.check("GET", List.of("foo", "UPGRADE"), List.of("WebSocket"), VERSION, KEY));
    }

    @Test
    void aRequestThatAsksForNoWebSocketIs426() {
        assertUpgradeRequired("GET", List.of(), UPGRADE, VERSION);
        assertUpgradeRequired("GET", CONNECTION, List.of("h2c"), VERSION);
        assertUpgradeRequired("GET", List.of("upgraded"), UPGRADE, VERSION);
    }

    @Test
    void anotherVersionIs426() {
        assertUpgradeRequired("GET", CONNECTION, UPGRADE, List.of("8"));
        assertUpgradeRequired("GET", CONNECTION, UPGRADE, List.of());
        assertUpgradeRequired("GET", CONNECTION, UPGRADE, List.of("13", "13"));
    }

    @Test
    void aWrongMethodOrKeyIs400() {
        Optional<ErrorCode> bad = Optional.of(ErrorCode.BAD_CONNECT);
        assertEquals(bad, WebSocketHandshake.check("POST", CONNECTION, UPGRADE, VERSION, KEY));
        for (List<String> key : List.of(List.<String>of(), List.of("c2hvcnQ="), List.of("###"), List.of("a", "b"))) {
            assertEquals(bad, WebSocketHandshake.check("GET", CONNECTION, UPGRADE, VERSION, key));
        }
    }

    @Test
    void ourProtocolIsFoundExactly() {
        assertTrue(WebSocketHandshake.offersAdit(List.of("chat, adit.1")));
        assertTrue(WebSocketHandshake.offersAdit(List.of("chat", "adit.1")));
        assertFalse(WebSocketHandshake.offersAdit(List.of("ADIT.1", "adit.10")));
    }

    @Test
    void freshKeysPassTheCheck() {
        String key = WebSocketHandshake.freshKey(new SecureRandom());
        assertEquals(Optional.empty(), WebSocketHandshake.check("GET", CONNECTION, UPGRADE, VERSION, List.of(key)));
    }

    private static void assertUpgradeRequired(
            String method, List<String> connection, List<String> upgrade, List<String> version) {
        assertEquals(
                Optional.of(ErrorCode.UPGRADE_REQUIRED),
                WebSocketHandshake.check(method, connection, upgrade, version, KEY));
    }
}
