// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import java.time.Duration;

/** Checks of configured numbers and times; a refusal names the key, the value and the range. Stateless. */
final class Bounds {
    private Bounds() {}

    static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "--limit-" + key + " " + value + " is outside " + least + " to " + most + "; write one in between");
        }
    }

    /** A time of zero or more, where zero means never. */
    static void notNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    "--timeout-" + key + " is below zero; write a time such as 10s, or 0 for never");
        }
    }

    static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("--timeout-" + key + " is not above zero; write a time such as 10s");
        }
    }
}
