// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The kernel holds much unsent only while megabytes leave at once. */
class UnsentBoundTest {
    private static final int MEGABYTE = 1 << 20;

    private final UnsentBound bound = new UnsentBound();
    private long nanos = TimeUnit.DAYS.toNanos(1);

    private boolean sentAfter(int bytes, long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        return bound.sent(bytes, () -> nanos);
    }

    /** The first megabyte tells nothing: nobody knows when it began. */
    private void becomeFast() {
        assertFalse(sentAfter(MEGABYTE, 10));
        assertTrue(sentAfter(MEGABYTE, 10));
        assertEquals(UnsentBound.MUCH_BYTES, bound.bytes());
    }

    @Test
    void littleAtFirst() {
        assertEquals(UnsentBound.LITTLE_BYTES, bound.bytes());
        assertEquals(64 * 1024, bound.waterMark().high());
    }

    @Test
    void muchWhileMegabytesLeaveWithinMilliseconds() {
        becomeFast();
        assertFalse(sentAfter(MEGABYTE, 49));
        assertEquals(UnsentBound.MUCH_BYTES, bound.bytes());
        assertEquals(UnsentBound.MUCH_BYTES, bound.waterMark().high());
    }

    @Test
    void littleAgainWhenTheLinkSlowsDown() {
        becomeFast();
        assertFalse(sentAfter(1_000, 50));
        assertTrue(sentAfter(1_000, 1));
        assertEquals(UnsentBound.LITTLE_BYTES, bound.bytes());
    }

    @Test
    void aSlowLinkStaysAtLittleWhateverItSends() {
        for (int i = 0; i < 1_000; i++) {
            assertFalse(sentAfter(16_384, 131));
        }
        assertEquals(UnsentBound.LITTLE_BYTES, bound.bytes());
    }

    @Test
    void smallExchangesNeedNoClock() {
        for (int i = 0; i < 60; i++) {
            assertFalse(bound.sent(16_384, () -> {
                throw new AssertionError("the clock was read");
            }));
        }
    }
}
