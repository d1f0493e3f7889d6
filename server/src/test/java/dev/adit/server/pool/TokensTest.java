// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.wire.PoolProtocol;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelName;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a token proves, and for how long (AL-13). */
class TokensTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final MovingClock clock = new MovingClock();
    private final Tokens tokens = new Tokens(new SecureRandom(), clock);

    private static Registration registration(String number, String name) {
        return new Registration(
                number, new TunnelName(name), true, Optional.empty(), InetAddress.ofLiteral("1.2.3.4"), false, NOW);
    }

    @Test
    void aTokenIsOfItsRegistrationAlone() {
        Registration mine = registration("1", "mine");
        Secret token = tokens.issue(mine);
        assertTrue(tokens.isOf(token, mine));
        assertFalse(tokens.isOf(token, registration("2", "mine")), "a later registration of the name");
        assertFalse(tokens.isOf(token, registration("1", "other")));
        assertFalse(tokens.isOfNobody(token));
        assertNotEquals(token, tokens.issue(mine));
        assertTrue(token.reveal().length() + 2 <= PoolProtocol.TOKEN_LINE_BYTES);
    }

    @Test
    void itIsGoodForADay() {
        Registration mine = registration("1", "mine");
        Secret token = tokens.issue(mine);
        clock.now = NOW.plus(Duration.ofHours(24)).minusSeconds(1);
        assertTrue(tokens.isOf(token, mine));
        clock.now = NOW.plus(Duration.ofHours(24)).plusSeconds(1);
        assertFalse(tokens.isOf(token, mine));
    }

    @Test
    void aTokenOfAnotherProcessIsWorthNothing() {
        Registration mine = registration("1", "mine");
        assertFalse(tokens.isOf(new Tokens(new SecureRandom(), clock).issue(mine), mine));
    }

    @Test
    void theLongestFitsItsLine() {
        Registration longest = new Registration(
                "f".repeat(32),
                new TunnelName("a".repeat(63)),
                true,
                Optional.empty(),
                InetAddress.ofLiteral("2001:db8:1111:2222:3333:4444:5555:6666"),
                false,
                NOW);
        int length = tokens.issue(longest).reveal().length();
        assertTrue(length + 2 <= PoolProtocol.TOKEN_LINE_BYTES, () -> length + " bytes");
    }

    private static final class MovingClock extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks");
        }
    }
}
