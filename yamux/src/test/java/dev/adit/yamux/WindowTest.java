// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pure windows: Y-07, Y-09, Y-10 and growth. */
class WindowTest {
    private static final int INITIAL = Windows.INITIAL_BYTES;
    private static final long MILLISECOND = 1_000_000;

    @Test
    void sendWindowHoldsTheWholeUnsignedRange() { // Y-09
        SendWindow window = new SendWindow();
        assertTrue(window.accepts(0xFFFF_FFFFL - INITIAL));
        assertFalse(window.accepts(0xFFFF_FFFFL - INITIAL + 1));
        assertFalse(window.accepts(0xFFFF_FFFFL));
        window.grant(0xFFFF_FFFFL - INITIAL);
        assertEquals(0xFFFF_FFFFL, window.availableBytes());
        assertThrows(IllegalStateException.class, () -> window.grant(1));
    }

    @Test
    void spendingMoreThanTheWindowIsOurBug() {
        SendWindow window = new SendWindow();
        window.spend(INITIAL);
        assertThrows(IllegalStateException.class, () -> window.spend(1));
    }

    @Test
    void updateIsDueAtHalfTheWindow() { // Y-10
        ReceiveWindow window = new ReceiveWindow(0);
        window.arrive(INITIAL);
        assertFalse(window.accepts(1));
        window.consume(INITIAL / 2 - 1);
        assertFalse(window.updateIsDue());
        assertEquals(0, window.takeUpdate());
        window.consume(1);
        assertTrue(window.updateIsDue());
        assertEquals(INITIAL / 2, window.takeUpdate());
        assertTrue(window.accepts(INITIAL / 2));
        assertFalse(window.accepts(INITIAL / 2 + 1));
    }

    @Test
    void windowGrowsOnlyWhenItSetsThePace() {
        ReceiveWindow window = new ReceiveWindow(0);
        window.arrive(INITIAL);
        window.consume(INITIAL);
        assertFalse(window.wantsToGrow(100 * MILLISECOND + 1, 50 * MILLISECOND), "slower than two round trips");
        window.takeUpdate();
        window.arrive(INITIAL);
        window.consume(INITIAL);
        assertFalse(window.wantsToGrow(150 * MILLISECOND, 50 * MILLISECOND), "one alone");
        window.takeUpdate();
        window.arrive(INITIAL);
        window.consume(INITIAL);
        assertTrue(window.wantsToGrow(250 * MILLISECOND, 50 * MILLISECOND));
        window.grow(window.growthBytes(16 << 20));
        assertEquals(2 * INITIAL, window.limitBytes());
        assertEquals(2 * INITIAL, window.takeUpdate());
        assertEquals(2 * INITIAL, window.creditBytes());
        assertEquals(INITIAL, window.grownBytes());
    }

    /** The buffers behind a reader who stands still take one window at once, and no other. */
    @Test
    void windowThatOnlyFilledBuffersDoesNotGrow() {
        ReceiveWindow window = new ReceiveWindow(0);
        long now = 0;
        for (int i = 0; i < 10; i++) {
            window.arrive(INITIAL);
            window.consume(INITIAL);
            now += (i % 2 == 0 ? 50L : 10_000L) * MILLISECOND;
            assertFalse(window.wantsToGrow(now, 50 * MILLISECOND));
            window.takeUpdate();
        }
    }

    @Test
    void unknownRoundTripNeverGrowsAWindow() {
        ReceiveWindow window = new ReceiveWindow(0);
        for (int i = 0; i < 3; i++) {
            window.arrive(INITIAL);
            window.consume(INITIAL);
            assertFalse(window.wantsToGrow(0, 0));
            window.takeUpdate();
        }
    }

    @Test
    void growthStopsAtTheLargestWindow() {
        ReceiveWindow window = new ReceiveWindow(0);
        assertEquals(INITIAL / 2, window.growthBytes(INITIAL + INITIAL / 2));
        window.grow(INITIAL / 2);
        assertEquals(0, window.growthBytes(INITIAL + INITIAL / 2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void creditAndBufferedAndUnannouncedAreTheLimit(long seed) {
        Random random = new Random(seed);
        ReceiveWindow window = new ReceiveWindow(0);
        int buffered = 0;
        int unannounced = 0;
        for (int i = 0; i < 20_000; i++) {
            int arriving = random.nextInt(window.creditBytes() + 1);
            window.arrive(arriving);
            buffered += arriving;
            int consumed = random.nextInt(buffered + 1);
            window.consume(consumed);
            buffered -= consumed;
            unannounced += consumed;
            if (window.updateIsDue() && random.nextInt(50) == 0) {
                int growth = window.growthBytes(4 << 20);
                window.grow(growth);
                unannounced += growth;
            }
            if (random.nextBoolean()) {
                unannounced -= window.takeUpdate();
            }
            assertEquals(
                    window.limitBytes(), window.creditBytes() + buffered + unannounced, "seed " + seed + " at " + i);
        }
    }

    @Test
    void budgetGivesAllOrNothing() { // Y-26
        GrowthBudget budget = new GrowthBudget(100);
        assertTrue(budget.take(60));
        assertFalse(budget.take(60));
        assertEquals(40, budget.freeBytes());
        budget.giveBack(60);
        assertTrue(budget.take(100));
    }

    @Test
    void limiterRefillsWithTime() { // Y-11
        FloodLimiter limiter = new FloodLimiter(3, 10);
        for (int i = 0; i < 3; i++) {
            assertTrue(limiter.allows(0));
        }
        assertFalse(limiter.allows(0));
        assertTrue(limiter.allows(250 * MILLISECOND));
        assertFalse(limiter.allows(250 * MILLISECOND));
    }

    @Test
    void idsEndBelowTwoToThe32() { // Y-17
        StreamIds ids = new StreamIds(0xFFFF_FFFDL);
        assertEquals(-3, ids.take());
        assertEquals(-1, ids.take());
        assertTrue(ids.isExhausted());
        assertTrue(ids.wasTaken(-1));
        assertThrows(IllegalStateException.class, ids::take);
    }
}
