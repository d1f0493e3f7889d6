// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import org.jspecify.annotations.Nullable;

/** The one timer of a session; it moves only to come earlier, and is set anew when it has run. Confined to its session. */
final class SessionTimer {
    private final SessionRuntime runtime;
    private final Runnable task;
    private @Nullable Cancellable armed;
    private long dueNanos;
    private boolean stopped;

    SessionTimer(SessionRuntime runtime, Runnable task) {
        this.runtime = runtime;
        this.task = task;
    }

    /** Makes sure that the task runs at this time or before. */
    void ensureBy(long nanos, long nowNanos) {
        if (stopped || (armed != null && dueNanos - nanos <= 0)) {
            return;
        }
        if (armed != null) {
            armed.cancel();
        }
        dueNanos = nanos;
        armed = runtime.scheduler().after(Math.max(0, nanos - nowNanos), this::fire);
    }

    private void fire() {
        armed = null;
        if (!stopped) {
            task.run();
        }
    }

    /** No timer runs after this. */
    void stop() {
        stopped = true;
        if (armed != null) {
            armed.cancel();
            armed = null;
        }
    }
}
