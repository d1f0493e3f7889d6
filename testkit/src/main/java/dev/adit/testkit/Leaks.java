// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Buffers that were collected without being released, as Netty's detector reports them. Thread-safe. */
final class Leaks {
    static final Leaks COLLECTED = new Leaks();

    /** The reference handler is asked twice: buffers freed by the first round may hold others. */
    private static final int ROUNDS = 2;

    private static final long REFERENCE_HANDLER_MILLIS = 1_000;

    private final Queue<String> reports = new ConcurrentLinkedQueue<>();

    private Leaks() {}

    /** Must run before Netty's buffer classes are initialised: they keep their detector in a static field. */
    void install() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory(reports));
    }

    /** Makes the detector look at its reference queue: it does so whenever a buffer is allocated. */
    void pollQueue() {
        UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    }

    void forceCollection() {
        for (int round = 0; round < ROUNDS; round++) {
            collectGarbage();
            pollQueue();
        }
    }

    /** The reports since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(reports);
        reports.removeAll(taken);
        return taken;
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> sentinel = new WeakReference<>(new Object(), queue);
        System.gc();
        try {
            // Once the sentinel is queued the reference handler has worked through this collection.
            if (queue.remove(REFERENCE_HANDLER_MILLIS) == null && !sentinel.refersTo(null)) {
                throw new IllegalStateException("the collector did not run: leaks cannot be seen");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Factory extends ResourceLeakDetectorFactory {
        private final Queue<String> reports;

        private Factory(Queue<String> reports) {
            this.reports = reports;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract in Netty, so there is no other way
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return new Detector<>(resource, interval, reports);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        private final Queue<String> reports;

        private Detector(Class<T> resource, int interval, Queue<String> reports) {
            super(resource, interval);
            this.reports = reports;
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            reports.add("LEAK: " + resourceType + " was not released." + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            reports.add("LEAK: " + resourceType + " was not released (no trace)");
        }
    }
}
