// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adit.wire.PoolProtocol.Registered;
import dev.adit.wire.PoolProtocol.Wish;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The JSON of pool mode, as old clients and servers write it. */
class PoolProtocolTest {
    @Test
    void anAnswerIsReadAsItWasWritten() {
        Registered answer = new Registered(
                "demo", 62_322, 10, "https://demo.example.com", true, Optional.of(new Secret("a.b.c")), false);
        assertEquals(
                "{\"id\":\"demo\",\"port\":62322,\"max_conn_count\":10,\"url\":\"https://demo.example.com\","
                        + "\"auth_required\":true,\"token\":\"a.b.c\",\"links\":\"shared\"}",
                answer.json());
        PoolGrant read = PoolGrant.parse(answer.json());
        assertEquals(TunnelName.of("demo"), read.name());
        assertEquals(answer.token(), read.token());
        assertEquals(PoolGrant.Signs.AETHERLINK, read.signs());
        assertFalse(answer.toString().contains("a.b.c"), "a token in a log");
    }

    @Test
    void aWishHasANameUnderEitherWord() {
        assertEquals(Wish.ANY, Wish.parse(" "));
        assertEquals(Wish.ANY, Wish.parse("{}"));
        assertEquals(Optional.of("demo"), Wish.parse("{\"name\":\"demo\"}").name());
        assertEquals(Optional.of("demo"), Wish.parse("{\"subdomain\":\"demo\"}").name());
        assertEquals(
                Optional.of(new Secret("t")), Wish.parse("{\"token\":\"t\"}").token());
        assertThrows(WireException.class, () -> Wish.parse("{\"name\":[\"demo\"]}"));
    }

    @Test
    void aRefusalSpeaksToOldClientsToo() {
        assertEquals(
                "{\"message\":\"no \\\"x\\\"\",\"error\":{\"code\":\"ADIT-403-NAME\",\"message\":\"no \\\"x\\\"\"}}",
                PoolProtocol.refusal("ADIT-403-NAME", "no \"x\""));
    }
}
