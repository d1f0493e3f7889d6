// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds a scripted peer back until the test opens it, once and for good. Thread-safe. */
public final class Gate {
    private final CountDownLatch latch = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);

    /** Lets everybody through, now and later. */
    public void open() {
        latch.countDown();
    }

    /** Waits until somebody stands at the gate. */
    public void awaitReached() {
        await(reached, Await.PATIENCE, "nobody came to the gate");
    }

    void pass(Duration patience) {
        reached.countDown();
        await(latch, patience, "the gate was never opened");
    }

    private static void await(CountDownLatch latch, Duration patience, String otherwise) {
        try {
            if (!latch.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError(otherwise);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted at the gate", interrupted);
        }
    }
}
