// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolRequestTest {
    private static final String FIELDS = "Accept: application/json\r\nUser-Agent: adit\r\nConnection: close\r\n";

    @Test
    void aNameAndAKeyAreAskedFor() {
        PoolRequest request = new PoolRequest(
                "a:81",
                Optional.of(TunnelName.of("shop")),
                Optional.of(new Secret("t\"k")),
                Optional.of(new Secret("k3y")));
        assertEquals(
                "GET /shop HTTP/1.1\r\nHost: a:81\r\nAuthorization: Bearer k3y\r\n" + FIELDS + "\r\n", request.get());
        assertTrue(request.post().startsWith("POST /api/tunnels HTTP/1.1\r\nHost: a:81\r\n"), request.post());
        assertTrue(
                request.post().endsWith("Content-Length: 30\r\n\r\n{\"name\":\"shop\",\"token\":\"t\\\"k\"}"),
                request.post());
        assertFalse(request.toString().contains("k3y"));
    }

    /** A token without its name would renew nothing. */
    @Test
    void nothingInParticularIsAskedFor() {
        PoolRequest request = new PoolRequest("a", Optional.empty(), Optional.of(new Secret("t")), Optional.empty());
        assertEquals("GET /?new HTTP/1.1\r\nHost: a\r\n" + FIELDS + "\r\n", request.get());
        assertTrue(request.post().endsWith("Content-Length: 2\r\n\r\n{}"), request.post());
    }

    @Test
    void aKeyThatWouldBreakTheHeadIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new PoolRequest("a", Optional.empty(), Optional.empty(), Optional.of(new Secret("a\r\nb"))));
    }
}
