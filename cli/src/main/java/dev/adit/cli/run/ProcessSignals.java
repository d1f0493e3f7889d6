// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Takes a signal of this process over. Stateless.
 *
 * <p>There is no other way in Java to a second signal or to an exit code of ours than {@code sun.misc.Signal}, which
 * module {@code jdk.unsupported} exports for good (JEP 260). It is reached by reflection because javac warns of its
 * name and offers no way to answer.
 */
final class ProcessSignals {
    private ProcessSignals() {}

    /** Calls the handler with the signal's number; false when this platform has no such signal. */
    static boolean handle(String name, IntConsumer handler) {
        return handle(name, handler, false);
    }

    /** The same, but a signal that this process was started to ignore is ignored on. */
    static boolean handleUnlessIgnored(String name, IntConsumer handler) {
        return handle(name, handler, true);
    }

    private static boolean handle(String name, IntConsumer handler, boolean unlessIgnored) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> listener = Class.forName("sun.misc.SignalHandler");
            var number = signal.getMethod("getNumber");
            Object proxy = Proxy.newProxyInstance(
                    ProcessSignals.class.getClassLoader(), new Class<?>[] {listener}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handler.accept((int) number.invoke(arguments[0]));
                        }
                        return null;
                    });
            Object taken = signal.getConstructor(String.class).newInstance(name);
            var handle = signal.getMethod("handle", signal, listener);
            Object before = handle.invoke(null, taken, proxy);
            if (unlessIgnored && listener.getField("SIG_IGN").get(null).equals(before)) {
                handle.invoke(null, taken, before);
            }
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException ignored) {
            // An unknown signal name, or a JVM that keeps its signals (-Xrs): then the platform's own way stays.
            return false;
        }
    }
}
