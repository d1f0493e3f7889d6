// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One timer serves a deadline that moves all the time. */
final class DeadlineTest {
    private final ManualTime time = new ManualTime();
    private final Deadline deadline = new Deadline(TestProxy.clock(time), new RecordedLink(), this::expire);
    private int expired;
    private int again;

    private void expire() {
        expired++;
        deadline.set(Duration.ofSeconds(again));
    }

    private void expectAfter(int seconds, int times) {
        time.advance(Duration.ofSeconds(seconds));
        assertEquals(times, expired);
    }

    @Test
    void expiresOnceAtItsTime() {
        deadline.set(Duration.ofSeconds(10));
        expectAfter(9, 0);
        expectAfter(1, 1);
        expectAfter(100, 1);
    }

    /** A thousand moves, one timer. */
    @Test
    void touchStartsTheDurationAnew() {
        deadline.set(Duration.ofSeconds(10));
        for (int i = 0; i < 1000; i++) {
            expectAfter(9, 0);
            deadline.touch();
            assertEquals(1, time.pending());
        }
        expectAfter(9, 0);
        expectAfter(1, 1);
    }

    @Test
    void shorterOneIsNotKeptWaitingByALonger() {
        deadline.set(Duration.ofSeconds(100));
        deadline.set(Duration.ofSeconds(10));
        assertEquals(1, time.pending());
        expectAfter(10, 1);
    }

    @Test
    void longerOneIsNotCutByAShorter() {
        deadline.set(Duration.ofSeconds(10));
        deadline.set(Duration.ofSeconds(100));
        expectAfter(99, 0);
        expectAfter(1, 1);
    }

    @Test
    void zeroIsNever() {
        deadline.set(Duration.ofSeconds(10));
        deadline.set(Duration.ZERO);
        deadline.touch();
        expectAfter(1000, 0);
        deadline.set(Duration.ofSeconds(10));
        expectAfter(10, 1);
    }

    @Test
    void clearedOneDoesNotExpire() {
        deadline.set(Duration.ofSeconds(10));
        deadline.clear();
        deadline.touch();
        expectAfter(1000, 0);
    }

    @Test
    void stoppedOneLeavesNoTimer() {
        deadline.set(Duration.ofSeconds(10));
        deadline.stop();
        assertEquals(0, time.pending());
        deadline.stop();
        deadline.set(Duration.ofSeconds(10));
        expectAfter(10, 1);
    }

    @Test
    void expiryMaySetTheNextOne() {
        again = 5;
        deadline.set(Duration.ofSeconds(10));
        expectAfter(10, 1);
        expectAfter(5, 2);
        deadline.stop();
    }
}
