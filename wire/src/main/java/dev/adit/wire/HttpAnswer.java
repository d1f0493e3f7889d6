// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A server's answer to a dial or to a proxy's CONNECT, read whole: the head, and the start of the body of a refusal.
 * Immutable.
 *
 * @param status 100 to 599
 * @param fields values by lower-cased name, in the order they came
 * @param body up to 8 KiB of text; empty for 101
 */
public record HttpAnswer(int status, Map<String, List<String>> fields, String body) {
    public HttpAnswer {
        fields = Map.copyOf(fields);
    }

    /** All values of a field. */
    public List<String> all(String name) {
        return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The first value of a field. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }
}
