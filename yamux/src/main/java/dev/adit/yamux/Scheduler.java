// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** Where a session sets its timers: at most one at a time, none after it closed. */
public interface Scheduler {
    /** Runs the task once on the session's event loop when the nanoseconds have passed. */
    Cancellable after(long nanos, Runnable task);
}
