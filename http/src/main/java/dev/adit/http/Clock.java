// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;

/** Monotonic time and timers, so that tests can move time by hand. Thread-safe. */
public interface Clock {
    /** The system's monotonic time, with timers on the given event loop itself. */
    Clock SYSTEM = new SystemClock();

    /** Monotonic nanoseconds; only differences mean anything. */
    long nanoTime();

    /** Runs the task on the executor once the delay has passed, unless cancelled before. */
    Timer after(Duration delay, EventExecutor executor, Runnable task);

    /** A timer that has not fired yet. */
    interface Timer {
        /** Stops the timer; nothing happens when it has fired. Call on its executor. */
        void cancel();
    }
}
