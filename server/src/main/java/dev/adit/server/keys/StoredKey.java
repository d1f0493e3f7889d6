// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.keys;

import dev.adit.server.PortRange;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One line of the key file: {@code name TAB id TAB sha256 TAB rights}. Immutable.
 *
 * @param sha256 of the whole key in lower-case hexadecimal; a key has 256 random bits, so no slow hash is needed
 */
record StoredKey(Key key, String sha256) {
    private static final String NONE = "-";

    String line() {
        return key.name() + "\t" + key.id() + "\t" + sha256 + "\t" + rights(key.rights());
    }

    private static String rights(KeyRights rights) {
        List<String> words = new ArrayList<>();
        if (!rights.names().isEmpty()) {
            words.add("names=" + String.join(",", rights.names()));
        }
        if (rights.tcp()) {
            words.add("tcp");
        }
        rights.ports().ifPresent(range -> words.add("ports=" + range));
        if (rights.admin()) {
            words.add("admin");
        }
        rights.expires().ifPresent(instant -> words.add("expires=" + instant));
        if (rights.tunnels() > 0) {
            words.add("max-tunnels=" + rights.tunnels());
        }
        return words.isEmpty() ? NONE : String.join(" ", words);
    }

    /** Reads a line; the message of what it throws says what is wrong with it. */
    static StoredKey parse(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != 4) {
            throw new IllegalArgumentException(
                    "it has " + columns.length + " columns, not name, id, SHA-256 and rights");
        }
        if (columns[2].length() != 64 || !columns[2].matches("[0-9a-f]*")) {
            throw new IllegalArgumentException("its third column is no SHA-256 in hexadecimal");
        }
        return new StoredKey(new Key(columns[1], columns[0], parseRights(columns[3])), columns[2]);
    }

    private static KeyRights parseRights(String text) {
        KeyRights rights = KeyRights.HTTP;
        for (String word : text.equals(NONE) ? new String[0] : text.split(" ", -1)) {
            int sign = word.indexOf('=');
            String right = sign < 0 ? word : word.substring(0, sign + 1);
            try {
                rights = with(rights, right, word.substring(right.length()));
            } catch (DateTimeParseException | NumberFormatException e) {
                throw new IllegalArgumentException("the right '" + word + "' has a value that cannot be read", e);
            }
        }
        return rights;
    }

    /**
     * Adds a right. One that is not wholly understood is refused: it might be granted though its writer meant to deny it.
     *
     * @param right its name, with the sign behind it when there is one
     */
    private static KeyRights with(KeyRights r, String right, String value) {
        return switch (right) {
            case "names=" ->
                new KeyRights(List.of(value.split(",", -1)), r.tcp(), r.ports(), r.admin(), r.expires(), r.tunnels());
            case "tcp" -> new KeyRights(r.names(), true, r.ports(), r.admin(), r.expires(), r.tunnels());
            case "ports=" ->
                new KeyRights(
                        r.names(), r.tcp(), Optional.of(PortRange.parse(value)), r.admin(), r.expires(), r.tunnels());
            case "admin" -> new KeyRights(r.names(), r.tcp(), r.ports(), true, r.expires(), r.tunnels());
            case "expires=" ->
                new KeyRights(r.names(), r.tcp(), r.ports(), r.admin(), Optional.of(Instant.parse(value)), r.tunnels());
            case "max-tunnels=" ->
                new KeyRights(r.names(), r.tcp(), r.ports(), r.admin(), r.expires(), Integer.parseInt(value));
            default -> throw new IllegalArgumentException("the right '" + right + value + "' is unknown");
        };
    }

    boolean matches(byte[] digest) {
        return java.security.MessageDigest.isEqual(digest, HexFormat.of().parseHex(sha256));
    }
}
