// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
    private final ManualTime time = new ManualTime();
    private final List<String> fired = Collections.synchronizedList(new ArrayList<>());

    @Test
    void firesInOrderAndAtTheirOwnMoment() {
        long start = time.nanoTime();
        time.schedule(Duration.ofNanos(20), Runnable::run, () -> fired.add("b" + (time.nanoTime() - start)));
        time.schedule(Duration.ofNanos(10), Runnable::run, () -> fired.add("a" + (time.nanoTime() - start)));
        time.advance(Duration.ofNanos(19));
        assertEquals(List.of("a10"), fired);
        time.advance(Duration.ofNanos(1));
        assertEquals(List.of("a10", "b20"), fired);
    }

    @Test
    void aCancelledTimerNeverFires() {
        time.schedule(Duration.ofSeconds(1), Runnable::run, () -> fired.add("cancelled"))
                .cancel();
        time.advance(Duration.ofHours(1));
        assertEquals(List.of(), fired);
        assertEquals(0, time.pending());
    }

    @Test
    void timersOfALoopHaveRunWhenAdvanceReturns(Loops loops) {
        time.schedule(
                Duration.ofSeconds(1),
                loops.loop(),
                () -> time.schedule(Duration.ofSeconds(1), loops.loop(), () -> fired.add("second")));
        time.advance(Duration.ofSeconds(2));
        assertEquals(List.of("second"), fired);
    }
}
