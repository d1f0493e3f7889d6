// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What went wrong outside any test's own thread: uncaught exceptions, and what Netty logs at WARN or ERROR.
 *
 * <p>Netty swallows exceptions in tasks, listeners and at the pipeline's tail, and only logs them; here they fail the
 * test. A test that provokes one takes this as a parameter and calls {@link #expect}. Thread-safe.
 */
public final class Faults {
    static final Faults COLLECTED = new Faults();

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    private Faults() {}

    /** Waits for a fault that contains the text, and takes it off the list of complaints. */
    public String expect(String part) {
        return Await.value("a fault containing '" + part + "'", () -> takeFirst(part));
    }

    /** Must run before Netty's classes are initialised: they keep their logger in a static field. */
    void install() {
        InternalLoggerFactory.setDefaultFactory(new CollectingLoggers());
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> add("uncaught exception in thread " + thread.getName(), failure));
    }

    void add(String what, Object... details) {
        StringWriter text = new StringWriter();
        try (PrintWriter writer = new PrintWriter(text)) {
            writer.print(what);
            for (Object detail : details) {
                writer.print(" | ");
                if (detail instanceof Throwable failure) {
                    failure.printStackTrace(writer);
                } else {
                    writer.print(detail);
                }
            }
        }
        faults.add(text.toString());
    }

    /** The faults since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(faults);
        faults.removeAll(taken);
        return taken;
    }

    private Optional<String> takeFirst(String part) {
        Optional<String> found =
                faults.stream().filter(fault -> fault.contains(part)).findFirst();
        found.ifPresent(faults::remove);
        return found;
    }

    private static final class CollectingLoggers extends InternalLoggerFactory {
        @Override
        protected InternalLogger newInstance(String name) {
            return CollectingLogger.named(name);
        }
    }
}
