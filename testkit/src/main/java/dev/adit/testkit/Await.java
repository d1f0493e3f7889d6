// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for a named condition instead of sleeping: returns as soon as it holds, fails with its name when it does not.
 *
 * <p>A condition that throws an {@link AssertionError} counts as not yet true; the last error is the failure's cause.
 */
public final class Await {
    /** Long enough for a loaded two-core machine; a test that needs more says so. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long TICK_NANOS = 1_000_000;

    private Await() {}

    /** Waits up to {@link #PATIENCE} for the condition. */
    public static void until(String what, BooleanSupplier condition) {
        until(PATIENCE, what, condition);
    }

    /** Waits up to the given time for the condition. */
    public static void until(Duration patience, String what, BooleanSupplier condition) {
        value(patience, what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Waits up to {@link #PATIENCE} until the supplier has a value. */
    public static <T> T value(String what, Supplier<Optional<T>> supplier) {
        return value(PATIENCE, what, supplier);
    }

    /** Waits up to the given time until the supplier has a value. */
    public static <T> T value(Duration patience, String what, Supplier<Optional<T>> supplier) {
        long deadline = System.nanoTime() + patience.toNanos();
        AtomicReference<AssertionError> last = new AtomicReference<>();
        while (true) {
            Optional<T> value = attempt(supplier, last);
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + patience + ": " + what, last.get());
            }
            tick();
        }
    }

    /** One millisecond of patience. */
    static void tick() {
        LockSupport.parkNanos(TICK_NANOS);
    }

    /**
     * Parks until {@link System#nanoTime} has got there, however often the thread is woken before.
     *
     * @throws InterruptedIOException if the thread is interrupted; it stays so
     */
    static void due(long nanos) throws InterruptedIOException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted " + Duration.ofNanos(left) + " too early");
            }
            LockSupport.parkNanos(left);
        }
    }

    private static <T> Optional<T> attempt(Supplier<Optional<T>> supplier, AtomicReference<AssertionError> last) {
        try {
            return supplier.get();
        } catch (AssertionError notYet) {
            last.set(notYet);
            return Optional.empty();
        }
    }
}
