// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Parameters of a request target's query. Pure. */
public final class Query {
    private Query() {}

    /** The first value of a parameter, decoded; empty when it is not there or cannot be decoded. */
    public static Optional<String> parameter(String target, String name) {
        int start = target.indexOf('?');
        if (start < 0) {
            return Optional.empty();
        }
        for (String pair : target.substring(start + 1).split("&", 64)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                return decoded(pair.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    /** Whether a parameter is there, with a value or without. */
    public static boolean names(String target, String name) {
        int start = target.indexOf('?');
        return start >= 0
                && Arrays.stream(target.substring(start + 1).split("&", 64))
                        .anyMatch(pair -> pair.equals(name) || pair.startsWith(name + "="));
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException ignored) {
            // A broken percent sign: such a parameter counts as not given.
            return Optional.empty();
        }
    }
}
