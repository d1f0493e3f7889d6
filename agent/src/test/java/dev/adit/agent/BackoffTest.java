// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new Random(1));

    @Test
    void waitsStayBelow3SecondsInTheFirst5Minutes() {
        Duration longest = longestOf(2_000, Duration.ofMinutes(4));
        assertTrue(longest.compareTo(Duration.ofSeconds(3)) <= 0, longest.toString());
        assertTrue(longest.compareTo(Duration.ofMillis(2_800)) > 0, longest.toString());
    }

    @Test
    void waitsStayBelow30SecondsLater() {
        Duration longest = longestOf(2_000, Duration.ofMinutes(6));
        assertTrue(longest.compareTo(Duration.ofSeconds(30)) <= 0, longest.toString());
        assertTrue(longest.compareTo(Duration.ofSeconds(28)) > 0, longest.toString());
    }

    @Test
    void theFirstWaitIsShortAgainAfterASession() {
        longestOf(50, Duration.ZERO);
        backoff.reset();
        assertTrue(backoff.next(Duration.ZERO).compareTo(Duration.ofMillis(250)) <= 0);
    }

    @Test
    void waitsDifferFromDrawToDraw() {
        longestOf(10, Duration.ZERO);
        assertTrue(!backoff.next(Duration.ZERO).equals(backoff.next(Duration.ZERO)));
    }

    @Test
    void aServersWishIsKeptWithJitterOnTop() {
        for (int i = 0; i < 100; i++) {
            Duration wait = backoff.asked(Duration.ofSeconds(10));
            assertTrue(wait.compareTo(Duration.ofSeconds(10)) >= 0 && wait.compareTo(Duration.ofSeconds(12)) <= 0);
        }
        assertTrue(backoff.asked(Duration.ofDays(1)).compareTo(Duration.ofMinutes(12)) <= 0);
    }

    private Duration longestOf(int draws, Duration outage) {
        Duration longest = Duration.ZERO;
        for (int i = 0; i < draws; i++) {
            Duration wait = backoff.next(outage);
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        return longest;
    }
}
