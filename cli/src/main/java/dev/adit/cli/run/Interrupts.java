// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * What signals do: the first SIGINT or SIGTERM asks the run to drain, a second one ends the process at once with 130 or
 * 143. SIGHUP counts as one of them for a run that belongs to its terminal; for a server, which it must not end, it
 * does nothing yet. Thread-safe.
 *
 * <p>A shutdown hook could not do this: after a hook the exit code is 143 whatever the run says (CL-08).
 */
final class Interrupts {
    private static final int SIGNAL_BASE = 128;

    private final Runnable first;
    private final IntConsumer halt;
    private final AtomicInteger count = new AtomicInteger();

    Interrupts(Runnable first, IntConsumer halt) {
        this.first = first;
        this.halt = halt;
    }

    /** Takes the signals of a server over. */
    void installForService() {
        install(number -> {});
    }

    /** Takes the signals over of a run that ends with its terminal, unless it was started to outlive it (nohup). */
    void installForTerminal() {
        install(this::onSignal);
    }

    private void install(IntConsumer onHangUp) {
        ProcessSignals.handle("INT", this::onSignal);
        ProcessSignals.handle("TERM", this::onSignal);
        ProcessSignals.handleUnlessIgnored("HUP", onHangUp);
    }

    void onSignal(int number) {
        if (count.getAndIncrement() == 0) {
            Thread.ofVirtual().name("adit-drain").start(first);
        } else {
            halt.accept(SIGNAL_BASE + number);
        }
    }
}
