// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The platform threads that were alive at one moment, to find those that were started since. Immutable. */
final class ThreadSnapshot {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Threads that the JVM, the build tool or Netty start once for the whole process and never end. */
    private static final Pattern GLOBAL = Pattern.compile(
            "main|surefire-.*|Common-Cleaner|Cleaner-\\d+|Finalizer|Reference Handler|Signal Dispatcher|Attach Listener"
                    + "|Notification Thread|process reaper.*|ForkJoinPool.*|VirtualThread-.*|(Read|Write|Master)-?Poller.*"
                    + "|globalEventExecutor-.*|ObjectCleanerThread|junit-.*|Keep-Alive-.*|Monitor Ctrl-Break|DestroyJavaVM"
                    + "|ForkPingMonitor|ping-.*|fork-.*|last-ditch-.*|awaitility-.*|.*-Jazzer-.*");

    private final Set<Thread> threads;

    private ThreadSnapshot(Set<Thread> threads) {
        this.threads = threads;
    }

    static ThreadSnapshot now() {
        return new ThreadSnapshot(Set.copyOf(Thread.getAllStackTraces().keySet()));
    }

    /** The threads started since and still alive after two seconds, each with what it is doing. */
    List<String> leftBehind() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!startedSince().isEmpty() && System.nanoTime() < deadline) {
            Await.tick();
        }
        List<String> complaints = new ArrayList<>();
        for (Thread thread : startedSince()) {
            complaints.add("thread left behind: " + thread.getName() + stackOf(thread));
        }
        return complaints;
    }

    private List<Thread> startedSince() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threads.contains(thread))
                .filter(thread -> !GLOBAL.matcher(thread.getName()).matches())
                .toList();
    }

    private static String stackOf(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement element : thread.getStackTrace()) {
            text.append("\n\tat ").append(element);
        }
        return text.toString();
    }
}
