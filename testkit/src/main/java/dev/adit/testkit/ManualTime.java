// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it.
 *
 * <p>{@link #advance} runs what falls due in order, each timer at its own moment, and returns once the executors have
 * run it; timers set by those tasks fire too when they fall within the span. Not to be called from an event loop whose
 * timers are due. Thread-safe.
 */
public final class ManualTime {
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
    private long now = 1_000_000_000L;
    private long ordered;

    /** Monotonic nanoseconds. */
    public synchronized long nanoTime() {
        return now;
    }

    /** Runs the task on the executor once time has been moved by the delay; the result cancels it. */
    public synchronized Cancel schedule(Duration delay, Executor executor, Runnable task) {
        Timer timer = new Timer(now + Math.max(0, delay.toNanos()), ordered++, executor, task);
        timers.add(timer);
        return () -> cancel(timer);
    }

    /** The number of timers that neither fired nor were cancelled. */
    public synchronized int pending() {
        return timers.size();
    }

    /** Moves time on and runs what falls due on the way. */
    public void advance(Duration span) {
        long target = nanoTime() + span.toNanos();
        for (Timer timer = nextDue(target); timer != null; timer = nextDue(target)) {
            run(timer);
        }
        moveTo(target);
    }

    /** Stops a timer that has not fired yet. */
    @FunctionalInterface
    public interface Cancel {
        /** Does nothing when the timer has fired. */
        void cancel();
    }

    private synchronized @Nullable Timer nextDue(long target) {
        Timer first = timers.peek();
        if (first == null || first.due() > target) {
            return null;
        }
        now = Math.max(now, first.due());
        return timers.remove();
    }

    private synchronized void moveTo(long target) {
        now = Math.max(now, target);
    }

    private synchronized void cancel(Timer timer) {
        timers.remove(timer);
    }

    private static void run(Timer timer) {
        timer.executor().execute(timer.task());
        if (timer.executor() instanceof EventExecutor loop && !loop.inEventLoop()) {
            loop.submit(() -> {}).syncUninterruptibly();
        }
    }

    private record Timer(long due, long order, Executor executor, Runnable task) {}
}
