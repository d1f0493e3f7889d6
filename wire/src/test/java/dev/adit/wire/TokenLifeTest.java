// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenLifeTest {
    private static final Optional<Instant> NEVER = Optional.empty();

    @Test
    void theServersClockAloneCounts() {
        assertEquals(Optional.of(Duration.ofHours(24)), TokenLife.of(token("{\"iat\":1000,\"exp\":87400}"), NEVER));
        assertEquals(Optional.of(Duration.ofSeconds(5)), TokenLife.of(token("{\"nbf\":10,\"exp\":15}"), NEVER));
        assertEquals(
                Optional.of(Duration.ofSeconds(50)),
                TokenLife.of(token("{\"exp\":150}"), Optional.of(Instant.ofEpochSecond(100))));
    }

    @Test
    void anEndFarAwayOrInThePastIsNoFault() {
        assertEquals(Optional.of(Duration.ofSeconds(-5)), TokenLife.of(token("{\"iat\":15,\"exp\":10}"), NEVER));
        Optional<Duration> far =
                TokenLife.of(token("{\"iat\":-9000000000000000000,\"exp\":9000000000000000000}"), NEVER);
        assertEquals(Optional.of(Duration.ofSeconds(Integer.MAX_VALUE * 8L)), far);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "a.b", "..", "a.!.c", "a.e30.c", "a.W10.c"})
    void whatIsNoSuchTokenHasNoEnd(String token) {
        assertEquals(Optional.empty(), TokenLife.of(new Secret(token), NEVER));
    }

    @Test
    void aTokenWithoutABeginningNeedsTheTimeOfTheAnswer() {
        assertEquals(Optional.empty(), TokenLife.of(token("{\"exp\":150}"), NEVER));
    }

    private static Secret token(String claims) {
        return new Secret(
                "head." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8)) + ".sig");
    }
}
