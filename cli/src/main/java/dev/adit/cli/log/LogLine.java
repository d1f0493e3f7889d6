// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.log;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import dev.adit.cli.option.LogFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of log in either format, the same for agent and server. Immutable.
 *
 * @param fields what it says to programs, by name, in order; as JSON it is members beside the message, whose names the
 *     line's own parts do not have
 * @param error the kind and message of what was thrown
 */
public record LogLine(
        Instant time, String level, String logger, String message, Map<String, String> fields, Optional<String> error) {
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\\\]+");

    public LogLine {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** One without fields. */
    public LogLine(Instant time, String level, String logger, String message, Optional<String> error) {
        this(time, level, logger, message, Map.of(), error);
    }

    /** The line: {@code 2026-01-01T10:00:00.000Z info message}, or an object with the same parts. */
    public String formed(LogFormat format) {
        return switch (format) {
            case TEXT -> text();
            case JSON -> json();
        };
    }

    private String text() {
        StringBuilder line = new StringBuilder(128)
                .append(time.truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(level.toLowerCase(Locale.ROOT))
                .append(' ')
                .append(message);
        fields.forEach(
                (name, value) -> line.append(' ').append(name).append('=').append(quoted(value)));
        error.ifPresent(what -> line.append(" (").append(what).append(')'));
        return line.toString();
    }

    /** In quotes unless it is one plain word. */
    private static String quoted(String value) {
        return PLAIN.matcher(value).matches()
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String json() {
        JsonStringWriter json = JsonWriter.string()
                .object()
                .value("time", time.truncatedTo(ChronoUnit.MILLIS).toString())
                .value("level", level.toLowerCase(Locale.ROOT))
                .value("logger", logger)
                .value("message", message);
        fields.forEach(json::value);
        error.ifPresent(what -> json.value("error", what));
        return json.end().done();
    }
}
