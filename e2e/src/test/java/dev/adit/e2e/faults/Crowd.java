// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Many visitors at once, a virtual thread each, and what went wrong with any of them. Thread-safe. */
final class Crowd implements AutoCloseable {
    /** One visitor's life. */
    @FunctionalInterface
    interface Member {
        /** Told its number and whether it should go on; failures fail {@link #close}. */
        void live(int number, AtomicBoolean goOn) throws IOException;
    }

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean goOn = new AtomicBoolean(true);

    /** Starts so many members. */
    static Crowd of(int count, Member member) {
        Crowd crowd = new Crowd();
        for (int i = 0; i < count; i++) {
            int number = i;
            crowd.threads.add(Thread.ofVirtual().start(() -> crowd.live(number, member)));
        }
        return crowd;
    }

    /** Runs a task so many times, by so many members; returns when all are done. */
    static void times(int count, int members, Member member) {
        AtomicInteger next = new AtomicInteger();
        try (Crowd crowd = of(members, (number, goOn) -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                member.live(i, goOn);
            }
        })) {
            crowd.awaitEnd(Duration.ofMinutes(5));
        }
    }

    /** How many still live. */
    int living() {
        return (int) threads.stream().filter(Thread::isAlive).count();
    }

    /** Waits until all have ended by themselves. */
    void awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread thread : threads) {
            join(thread, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        throwFailure();
    }

    @Override
    public void close() {
        goOn.set(false);
        threads.forEach(thread -> join(thread, Duration.ofSeconds(30)));
        throwFailure();
    }

    private void live(int number, Member member) {
        try {
            member.live(number, goOn);
        } catch (IOException | UncheckedIOException failure) {
            if (goOn.get()) {
                failures.add(failure);
            }
        } catch (RuntimeException | Error failure) {
            failures.add(failure);
        }
    }

    private void throwFailure() {
        Throwable first = failures.poll();
        if (first != null) {
            throw new AssertionError(failures.size() + 1 + " of " + threads.size() + " failed, as: " + first, first);
        }
    }

    private static void join(Thread thread, Duration patience) {
        try {
            if (!thread.join(patience)) {
                throw new AssertionError("a visitor hangs: " + List.of(thread.getStackTrace()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** Lets time pass that nothing can be asked about. */
    static void letPass(Duration time) {
        try {
            if (new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
