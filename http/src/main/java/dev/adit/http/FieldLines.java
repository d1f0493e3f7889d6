// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/**
 * Builds field lines of our own. Refuses a name that is no token and a value with CR, LF, NUL or another control
 * octet, so nothing taken from a message can split one (H1-29, RFC 9112 section 11.1). Confined to one thread.
 */
public final class FieldLines {
    private final StringBuilder lines = new StringBuilder(256);

    /** Adds one line; throws {@link IllegalArgumentException} when name or value could break the head. */
    public FieldLines add(String name, String value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a field without a name");
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 0x7F || !Octets.isToken((byte) name.charAt(i))) {
                throw new IllegalArgumentException("a field name with an octet that is no token");
            }
        }
        requireValue(value);
        lines.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    static void requireValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0xFF || !Octets.isValue((byte) value.charAt(i))) {
                throw new IllegalArgumentException("a field value with a control octet or one above 255");
            }
        }
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
