// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that moves only when a test moves it, with the timers that wait for it. For one thread. */
final class ManualTime implements Scheduler {
    private record Waiting(long dueNanos, long order, Runnable task) {}

    private final PriorityQueue<Waiting> timers =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::dueNanos).thenComparingLong(Waiting::order));
    private long nowNanos = 1_000_000_000L;
    private long order;

    long nanoTime() {
        return nowNanos;
    }

    int timers() {
        return timers.size();
    }

    @Override
    public Cancellable after(long nanos, Runnable task) {
        Waiting timer = new Waiting(nowNanos + nanos, order++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** Moves time on, running each timer at its own moment. */
    void advance(Duration duration) {
        long end = nowNanos + duration.toNanos();
        for (Waiting next = timers.peek(); next != null && next.dueNanos() <= end; next = timers.peek()) {
            timers.remove();
            nowNanos = Math.max(nowNanos, next.dueNanos());
            next.task().run();
        }
        nowNanos = end;
    }
}
