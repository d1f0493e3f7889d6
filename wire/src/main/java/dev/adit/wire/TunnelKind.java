// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.Locale;
import java.util.Optional;

/** What a tunnel carries. Immutable. */
public enum TunnelKind {
    HTTP(1),
    TCP(2);

    private final int number;

    TunnelKind(int number) {
        this.number = number;
    }

    /** The kind's byte in a stream preamble. */
    public int number() {
        return number;
    }

    /** The kind in control messages and in the {@code type} parameter of a dial: {@code http} or {@code tcp}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of this text, if we know it. */
    public static Optional<TunnelKind> ofText(String text) {
        return switch (text) {
            case "http" -> Optional.of(HTTP);
            case "tcp" -> Optional.of(TCP);
            default -> Optional.empty();
        };
    }

    static Optional<TunnelKind> ofNumber(int number) {
        return switch (number) {
            case 1 -> Optional.of(HTTP);
            case 2 -> Optional.of(TCP);
            default -> Optional.empty();
        };
    }
}
