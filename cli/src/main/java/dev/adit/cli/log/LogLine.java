// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.log;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import dev.adit.cli.option.LogFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of log in either format, the same for agent and server. Immutable.
 *
 * @param error the kind and message of what was thrown
 */
public record LogLine(Instant time, String level, String logger, String message, Optional<String> error) {
    /** The line: {@code 2026-01-01T10:00:00.000Z info message}, or an object with the same parts. */
    public String formed(LogFormat format) {
        return switch (format) {
            case TEXT -> text();
            case JSON -> json();
        };
    }

    private String text() {
        String start = time.truncatedTo(ChronoUnit.MILLIS) + " " + level.toLowerCase(Locale.ROOT) + " " + message;
        return error.map(what -> start + " (" + what + ")").orElse(start);
    }

    private String json() {
        JsonStringWriter json = JsonWriter.string()
                .object()
                .value("time", time.truncatedTo(ChronoUnit.MILLIS).toString())
                .value("level", level.toLowerCase(Locale.ROOT))
                .value("logger", logger)
                .value("message", message);
        error.ifPresent(what -> json.value("error", what));
        return json.end().done();
    }
}
