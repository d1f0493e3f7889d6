// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** CL-08, as far as it can be shown without a process. */
class InterruptsTest {
    @Test
    void theFirstSignalDrainsAndTheSecondHaltsWithItsNumber() throws InterruptedException {
        CountDownLatch drained = new CountDownLatch(1);
        List<Integer> halted = new ArrayList<>();
        Interrupts interrupts = new Interrupts(drained::countDown, halted::add);
        interrupts.onSignal(2);
        assertTrue(drained.await(5, TimeUnit.SECONDS));
        assertEquals(List.of(), halted);
        interrupts.onSignal(15);
        assertEquals(List.of(143), halted);
    }
}
