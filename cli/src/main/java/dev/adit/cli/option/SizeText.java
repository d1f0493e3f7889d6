// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The spelling of byte counts: {@code 512}, {@code 64KiB}, {@code 10MB}, {@code 1GiB}. Stateless. */
public final class SizeText {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(|b|kb|mb|gb|kib|mib|gib)");

    private SizeText() {}

    public static long parse(String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size; write 512, 64KiB or 10MB");
        }
        return Long.parseLong(matcher.group(1)) * factor(matcher.group(2));
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "", "b" -> 1;
            case "kb" -> 1_000;
            case "mb" -> 1_000_000;
            case "gb" -> 1_000_000_000;
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            case "gib" -> 1L << 30;
            default -> throw new IllegalStateException("a unit the pattern does not know: " + unit);
        };
    }
}
