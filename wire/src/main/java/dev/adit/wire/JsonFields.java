// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One JSON object of the control stream, read with strict types: a field is absent (or null) or has its type, else
 * {@link WireException}. Immutable.
 */
final class JsonFields {
    /** Our messages nest 3 deep; the parser recurses, so hostile nesting must not reach it. */
    private static final int MAX_DEPTH = 16;

    private final JsonObject object;

    private JsonFields(JsonObject object) {
        this.object = object;
    }

    static JsonFields parse(String json) {
        checkDepth(json);
        try {
            return new JsonFields(JsonParser.object().from(json));
        } catch (JsonParserException e) {
            throw new WireException("control message is not a JSON object (line " + e.getLinePosition() + ", column "
                    + e.getCharPosition() + ")");
        }
    }

    private static void checkDepth(String json) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            switch (json.charAt(i)) {
                case '\\' -> i += quoted ? 1 : 0;
                case '"' -> quoted = !quoted;
                case '{', '[' -> depth += quoted ? 0 : 1;
                case '}', ']' -> depth -= quoted ? 0 : 1;
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                throw new WireException("control message nests deeper than " + MAX_DEPTH);
            }
        }
    }

    /** Whether there is such a field, whatever it holds. */
    boolean has(String name) {
        return object.containsKey(name);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(object.get(name)).map(value -> asText(name, value));
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    Optional<Long> number(String name) {
        return Optional.ofNullable(object.get(name)).map(value -> asNumber(name, value));
    }

    long requiredNumber(String name) {
        return number(name).orElseThrow(() -> missing(name));
    }

    int requiredNumber(String name, int least, int most) {
        return boundedNumber(name, least, most).orElseThrow(() -> missing(name));
    }

    Optional<Integer> boundedNumber(String name, int least, int most) {
        Optional<Long> value = number(name);
        if (value.isPresent() && (value.get() < least || value.get() > most)) {
            throw new WireException(
                    "control field \"" + name + "\" not in " + least + ".." + most + ": " + value.get());
        }
        return value.map(Long::intValue);
    }

    Optional<Boolean> flag(String name) {
        return Optional.ofNullable(object.get(name)).map(value -> asFlag(name, value));
    }

    Optional<Duration> millis(String name) {
        Optional<Long> value = number(name);
        if (value.isPresent() && value.get() < 0) {
            throw new WireException("control field \"" + name + "\" is negative: " + value.get());
        }
        return value.map(Duration::ofMillis);
    }

    List<String> texts(String name) {
        Object value = object.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(name, "a list");
        }
        List<String> texts = new ArrayList<>(list.size());
        for (Object element : list) {
            texts.add(asText(name, element));
        }
        return texts;
    }

    Optional<JsonFields> fields(String name) {
        Object value = object.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof JsonObject inner)) {
            throw wrong(name, "an object");
        }
        return Optional.of(new JsonFields(inner));
    }

    private static String asText(String name, Object value) {
        if (!(value instanceof String text)) {
            throw wrong(name, "a string");
        }
        return text;
    }

    private static Boolean asFlag(String name, Object value) {
        if (!(value instanceof Boolean flag)) {
            throw wrong(name, "true or false");
        }
        return flag;
    }

    private static Long asNumber(String name, Object value) {
        if (!(value instanceof Number number) || number.doubleValue() != Math.rint(number.doubleValue())) {
            throw wrong(name, "a whole number");
        }
        // A whole number beyond the range is the greatest or least of it: wrapped around it might be an allowed one.
        return number instanceof BigInteger ? Long.valueOf((long) number.doubleValue()) : number.longValue();
    }

    private static WireException wrong(String name, String wanted) {
        return new WireException("control field \"" + name + "\" is not " + wanted);
    }

    private static WireException missing(String name) {
        return new WireException("control field \"" + name + "\" is missing");
    }
}
