// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import io.netty.util.internal.logging.InternalLogLevel;
import io.netty.util.internal.logging.InternalLogger;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Netty's logger as a collector of faults: WARN and ERROR are kept, the rest is off. Thread-safe. */
final class CollectingLogger implements InvocationHandler {
    /** What a machine, not a program, is to blame for. */
    private static final List<String> ENVIRONMENT =
            List.of("MacOSDnsServerAddressStreamProvider", "NativeLibraryLoader");

    private final String name;

    private CollectingLogger(String name) {
        this.name = name;
    }

    /** A proxy: the interface has some forty methods that differ only in how they take their arguments. */
    static InternalLogger named(String name) {
        return (InternalLogger) Proxy.newProxyInstance(
                CollectingLogger.class.getClassLoader(),
                new Class<?>[] {InternalLogger.class},
                new CollectingLogger(name));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        Object[] given = arguments == null ? new Object[0] : arguments;
        return switch (method.getName()) {
            case "name", "toString" -> name;
            case "hashCode" -> name.hashCode();
            case "equals" -> name.equals(String.valueOf(given[0]));
            case "isWarnEnabled", "isErrorEnabled" -> true;
            case "isEnabled" -> isLoud(given[0]);
            case "warn", "error" -> collect(given, 0);
            case "log" -> isLoud(given[0]) ? collect(given, 1) : null;
            default -> method.getReturnType() == boolean.class ? false : null;
        };
    }

    private @Nullable Object collect(Object[] arguments, int from) {
        if (ENVIRONMENT.stream().noneMatch(name::endsWith)) {
            Faults.COLLECTED.add(name, flattened(arguments, from));
        }
        return null;
    }

    private static Object[] flattened(Object[] arguments, int from) {
        return Arrays.stream(arguments, from, arguments.length)
                .flatMap(one -> one instanceof Object[] many ? Arrays.stream(many) : Stream.of(one))
                .toArray();
    }

    private static boolean isLoud(Object level) {
        return level == InternalLogLevel.WARN || level == InternalLogLevel.ERROR;
    }
}
