// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.fakes.TestClock;
import dev.adit.testkit.Loops;
import dev.adit.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How long a registration lives on without a link, when a WebSocket keeps it. */
class VacancyTest {
    /** With {@code --timeout-name-hold 0} a look that is repeated after the hold is repeated without a pause. */
    @Test
    void aWebSocketThatKeepsANameIsNotLookedAtWithoutAPause(Loops loops) {
        ManualTime time = new ManualTime();
        AtomicInteger looks = new AtomicInteger();
        AtomicBoolean serves = new AtomicBoolean(true);
        AtomicBoolean ended = new AtomicBoolean();
        Vacancy vacancy = new Vacancy(new TestClock(time), loops.loop(), () -> {
            looks.incrementAndGet();
            // A hundred at one moment are as good as endless, and end the test.
            return serves.get() && looks.get() < 100;
        });
        vacancy.begin(Duration.ZERO, () -> ended.set(true));
        time.advance(Duration.ZERO);
        assertEquals(1, looks.get());
        time.advance(Duration.ofSeconds(5));
        assertTrue(looks.get() <= 6, looks + " looks in 5 s");
        serves.set(false);
        time.advance(Duration.ofSeconds(1));
        assertTrue(ended.get());
    }
}
