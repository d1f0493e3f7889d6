// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.Optional;

/** What people are to read of a refusal's body: servers of the pool protocol answer text, JSON or a page. Stateless. */
public final class RefusalText {
    private RefusalText() {}

    /** The message of a JSON object, nothing of a page, and any other body as it is. */
    public static String of(String body) {
        String text = body.strip();
        if (text.startsWith("<")) {
            return "";
        }
        return text.startsWith("{") ? ofJson(text) : text;
    }

    private static String ofJson(String json) {
        try {
            JsonFields fields = JsonFields.parse(json);
            return textOf(fields, "message")
                    .or(() -> textOf(fields, "error"))
                    .or(() -> inner(fields).flatMap(error -> textOf(error, "message")))
                    .orElse(json);
        } catch (WireException ignored) { // no object after all: as it is
            return json;
        }
    }

    private static Optional<String> textOf(JsonFields fields, String name) {
        try {
            return fields.text(name);
        } catch (WireException ignored) { // of another type
            return Optional.empty();
        }
    }

    private static Optional<JsonFields> inner(JsonFields fields) {
        try {
            return fields.fields("error");
        } catch (WireException ignored) { // of another type
            return Optional.empty();
        }
    }
}
