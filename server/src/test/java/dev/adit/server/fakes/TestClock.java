// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.fakes;

import dev.adit.http.Clock;
import dev.adit.testkit.ManualTime;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;

/** A clock that stands still until a test moves its time. Thread-safe. */
public record TestClock(ManualTime time) implements Clock {
    @Override
    public long nanoTime() {
        return time.nanoTime();
    }

    @Override
    public Timer after(Duration delay, EventExecutor executor, Runnable task) {
        return time.schedule(delay, executor, task)::cancel;
    }
}
