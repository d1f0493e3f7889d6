// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** A text that must not be seen: a key, a password, a resume token. Its {@link #toString} masks it. Immutable. */
public final class Secret {
    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    /** The text itself; for the wire and the check alone, never for logs or messages. */
    public String reveal() {
        return text;
    }

    /** Whether the text is empty. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** Compares in a time that depends on the lengths alone. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(text.getBytes(UTF_8), secret.text.getBytes(UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
