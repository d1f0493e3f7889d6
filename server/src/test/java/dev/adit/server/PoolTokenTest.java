// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The token of a registration: what it says, and how it is renewed (AetherLink's faults 9 and 11). */
class PoolTokenTest {
    /** AetherLink's fault 9: the token crosses an open network. */
    @Test
    void theTokenNamesTheRegistrationAndNotTheKey() {
        try (Stage stage = PoolPeer.withKeys()) {
            String[] parts = PoolPeer.register(stage, "myapp").token().split("\\.", -1);
            String head = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            assertTrue(head.contains("\"alg\":\"HS256\""), head);
            for (String claim :
                    List.of("tunnel_id", "client_ip", "subdomain", "iss", "sub", "iat", "nbf", "exp", "jti")) {
                assertTrue(claims.contains("\"" + claim + "\":"), claims);
            }
            assertFalse(claims.contains(Stage.KEY), claims);
            assertFalse(claims.contains("bootstrap"), claims);
        }
    }

    /** AetherLink's fault 11: a token is renewed while its links live on. */
    @Test
    void aTokenIsRenewedWithoutLosingALink() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer first = PoolPeer.register(stage, "myapp");
            try (RawClient old = first.joined(stage)) {
                String wish = "{\"name\":\"myapp\",\"token\":\"" + first.token() + "\"}";
                PoolPeer second = PoolPeer.of(PoolPeer.post(stage, wish, PoolPeer.KEY_FIELD));
                assertEquals(first.port(), second.port());
                assertNotEquals(first.token(), second.token());
                try (RawClient another = second.link()) {
                    PoolPeer.awaitLinks(stage, "myapp", 2);
                    for (RawClient link : List.of(old, another)) {
                        try (RawClient visitor = stage.visit("myapp", "/")) {
                            PoolPeer.serve(link, "hi");
                            assertEquals("hi", visitor.readResponse().body());
                        }
                    }
                }
            }
        }
    }

    /** Without a key the token is what proves who has the name. */
    @Test
    void anOwnerWithoutAKeyRenewsByItsTokenAlone() {
        try (Stage stage = PoolPeer.withoutKeys()) {
            PoolPeer first = PoolPeer.of(PoolPeer.get(stage, "/myapp", ""));
            PoolPeer.assertRefused(PoolPeer.post(stage, "{\"name\":\"myapp\"}", ""), 409, "ADIT-409-NAME");
            String wish = "{\"name\":\"myapp\",\"token\":\"" + first.token() + "\"}";
            assertEquals(200, PoolPeer.post(stage, wish, "").status());
        }
    }
}
