// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import dev.adit.wire.TunnelKind;
import java.util.List;
import java.util.stream.Stream;

/** The keys of configuration files: those of the table, and the two that only a file has. Immutable. */
public final class FileOptions {
    /** A tunnel's kind, which the command's own word gives elsewhere. */
    public static final Option<TunnelKind> TYPE = Option.of(
                    "type", new Kind<>("http|tcp", FileOptions::kind), "What the tunnel carries")
            .fallback("http")
            .on(FileScope.TUNNEL);

    /** A tunnel's target, which is the command's operand elsewhere. */
    public static final Option<String> TARGET = Option.of(
                    "target", new Kind<>("TARGET", text -> text), "The local service")
            .on(FileScope.TUNNEL);

    private FileOptions() {}

    static List<Option<?>> in(FileScope scope) {
        List<Option<?>> table = OptionTable.in(scope);
        return scope == FileScope.TUNNEL
                ? Stream.concat(Stream.of(TYPE, TARGET), table.stream()).toList()
                : table;
    }

    private static TunnelKind kind(String text) {
        return TunnelKind.ofText(text)
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is unknown here; write http or tcp"));
    }
}
