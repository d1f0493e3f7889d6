// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.fakes.TestClock;
import dev.adit.testkit.ManualTime;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many dials are let in at once (docs/wire.md, "Pacing"). */
class PacingTest {
    private static final EventExecutor LOOP = ImmediateEventExecutor.INSTANCE;

    private final ManualTime time = new ManualTime();
    private final Pacing pacing = new Pacing(new TestClock(time));

    private List<Pacing.Place> fill() {
        List<Pacing.Place> places = new ArrayList<>();
        for (int i = 0; i < Pacing.MOST_AT_ONCE; i++) {
            places.add(pacing.enter(LOOP).orElseThrow());
        }
        assertEquals(Optional.empty(), pacing.enter(LOOP));
        return places;
    }

    @Test
    void aPlaceThatIsLeftTwiceIsFreeOnce() {
        Pacing.Place place = fill().getFirst();
        place.leave();
        place.leave();
        assertTrue(pacing.enter(LOOP).isPresent());
        assertEquals(Optional.empty(), pacing.enter(LOOP));
    }

    @Test
    void whoDialsOneAfterTheOtherIsNeverTurnedAway() {
        for (int i = 0; i < 10 * Pacing.MOST_AT_ONCE; i++) {
            pacing.enter(LOOP).orElseThrow().leave();
        }
        assertEquals(0, time.pending());
    }

    @Test
    void whoSaysNothingLosesItsPlaceAfterASecond() {
        fill();
        time.advance(Duration.ofMillis(999));
        assertEquals(Optional.empty(), pacing.enter(LOOP));
        time.advance(Duration.ofMillis(1));
        fill();
    }

    @Test
    void thoseWhoWaitEnterInTheirOrderAndBeforeOthers() {
        List<Pacing.Place> places = fill();
        List<String> entered = new ArrayList<>();
        assertTrue(pacing.enterLater(LOOP, place -> entered.add("first")));
        assertTrue(pacing.enterLater(LOOP, place -> entered.add("second")));
        places.get(7).leave();
        assertEquals(List.of("first"), entered);
        assertEquals(Optional.empty(), pacing.enter(LOOP));
        places.get(3).leave();
        assertEquals(List.of("first", "second"), entered);
    }

    @Test
    void soManyMayWaitAndNoMore() {
        fill();
        for (int i = 0; i < Pacing.MOST_WAITING; i++) {
            assertTrue(pacing.enterLater(LOOP, place -> {}));
        }
        assertFalse(pacing.enterLater(LOOP, place -> {}));
    }

    @Test
    void whoWaitsWhenTheServerDrainsGoesOnAtOnceAndSoDoesWhoComesLater() {
        fill();
        List<String> entered = new ArrayList<>();
        pacing.enterLater(LOOP, place -> entered.add("before"));
        pacing.open();
        pacing.enterLater(LOOP, place -> entered.add("after"));
        assertEquals(List.of("before", "after"), entered);
        assertTrue(pacing.enter(LOOP).isPresent());
    }

    @Test
    void aCrowdIsToldToComeBackOneHundredASecond() {
        for (int second = 1; second <= 30; second++) {
            for (int i = 0; i < Pacing.MOST_AT_ONCE; i++) {
                assertEquals(second, retryAfter());
            }
        }
        assertEquals(30, retryAfter(), "the longest wait");
        time.advance(Duration.ofMinutes(2));
        assertEquals(1, retryAfter());
    }

    private int retryAfter() {
        String fields = pacing.comeBackLater().fields().toString();
        String name = "Retry-After: ";
        return Integer.parseInt(fields.substring(fields.indexOf(name) + name.length(), fields.lastIndexOf("\r\n")));
    }
}
