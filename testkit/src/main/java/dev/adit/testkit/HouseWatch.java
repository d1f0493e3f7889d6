// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Stands on every test of every room: no leaked buffer, no open channel, no thread left behind, no uncaught exception.
 *
 * <p>JUnit finds it through {@code META-INF/services}; no test names it. After each test it looks at faults and at the
 * channels of {@link Loops}; after each class also at threads and, with a forced collection, at buffers. A buffer lost
 * by an earlier class may be reported by a later one: blame is only as exact as the collector.
 *
 * <p>A test that takes a {@link Loops} parameter gets event loops that are closed, and checked, after it. A test that
 * provokes a fault takes {@link Faults} and says which. Thread-safe.
 */
public final class HouseWatch implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace HERE = Namespace.create(HouseWatch.class);

    static {
        Faults.COLLECTED.install();
        Leaks.COLLECTED.install();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(HERE).put(ThreadSnapshot.class, ThreadSnapshot.now());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> complaints = new ArrayList<>();
        closeLoops(context, complaints);
        Leaks.COLLECTED.pollQueue();
        complaints.addAll(Leaks.COLLECTED.take());
        complaints.addAll(Faults.COLLECTED.take());
        fail(context, complaints);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> complaints = new ArrayList<>();
        closeLoops(context, complaints);
        ThreadSnapshot before = context.getStore(HERE).get(ThreadSnapshot.class, ThreadSnapshot.class);
        if (before != null) {
            complaints.addAll(before.leftBehind());
        }
        Leaks.COLLECTED.forceCollection();
        complaints.addAll(Leaks.COLLECTED.take());
        complaints.addAll(Faults.COLLECTED.take());
        fail(context, complaints);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Loops.class || type == Faults.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() == Faults.class) {
            return Faults.COLLECTED;
        }
        return context.getStore(HERE).computeIfAbsent(Loops.class, key -> Loops.nio(1), Loops.class);
    }

    private static void closeLoops(ExtensionContext context, List<String> complaints) {
        Loops loops = context.getStore(HERE).remove(Loops.class, Loops.class);
        if (loops == null) {
            return;
        }
        complaints.addAll(loops.openChannels());
        loops.shutDown();
    }

    private static void fail(ExtensionContext context, List<String> complaints) {
        if (!complaints.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + ": " + String.join("\n", complaints));
        }
    }
}
