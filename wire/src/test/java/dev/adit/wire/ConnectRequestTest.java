// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectRequestTest {
    @Test
    void aDialHasTheseBytes() {
        assertEquals(
                """
                GET /_connect?subdomain=demo&type=http HTTP/1.1\r
                Host: tunnel.example.com:8443\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Protocol: adit.1\r
                Authorization: Bearer k3y\r
                User-Agent: adit\r
                \r
                """,
                request("tunnel.example.com:8443", Optional.of(new Secret("k3y")))
                        .render());
    }

    @Test
    void aDialInExioModeSaysWhoseErrorsItWillName() {
        String dial = request("h", Optional.empty(), List.of()).render();
        assertTrue(dial.contains("\r\nAdit-Error: own\r\n"), dial);
        assertFalse(dial.contains("Sec-WebSocket-Protocol"), dial);
    }

    @Test
    void aDialWithoutAKeyHasNoAuthorization() {
        assertFalse(request("h", Optional.empty()).render().contains("Authorization"));
    }

    @Test
    void aKeyThatWouldBreakTheHeadIsRefusedWithoutShowingIt() {
        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class, () -> request("h", Optional.of(new Secret("s3cret\r\nX: y"))));
        assertFalse(String.valueOf(thrown.getMessage()).contains("s3cret"));
        assertThrows(IllegalArgumentException.class, () -> request("h\r\n", Optional.empty()));
    }

    private static ConnectRequest request(String authority, Optional<Secret> key) {
        return request(authority, key, List.of(WebSocketHandshake.ADIT_1));
    }

    private static ConnectRequest request(String authority, Optional<Secret> key, List<String> protocols) {
        return new ConnectRequest(
                authority, "", TunnelName.of("demo"), TunnelKind.HTTP, key, protocols, "dGhlIHNhbXBsZSBub25jZQ==");
    }
}
