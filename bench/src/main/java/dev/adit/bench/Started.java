// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started for a run; it ends with the run, the newest first. Confined to one thread. */
final class Started implements AutoCloseable {
    private final Deque<Runnable> ends = new ArrayDeque<>();

    Proc keep(Proc proc) {
        ends.push(proc::close);
        return proc;
    }

    Subject keep(Subject subject) {
        ends.push(subject::close);
        return subject;
    }

    @Override
    public void close() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }
}
