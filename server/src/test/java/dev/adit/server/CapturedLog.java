// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.adit.testkit.Await;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the server logs of refused and failed requests while this is open. Thread-safe. */
public final class CapturedLog implements AutoCloseable {
    /**
     * One line.
     *
     * @param fields its structured part
     */
    public record Line(String level, String message, Map<String, String> fields) {
        public String field(String name) {
            return fields.getOrDefault(name, "");
        }

        /** How many refusals it tells of. */
        public int count() {
            return Integer.parseInt(fields.getOrDefault("count", "1"));
        }
    }

    private static final String REFUSED = "dev.adit.server.refused";

    private final Logger logger;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    private final Appender appender = new Appender();

    private CapturedLog(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.setLevel(level);
        logger.addAppender(appender);
    }

    /** Hears every line. */
    public static CapturedLog open() {
        return new CapturedLog(REFUSED, Level.DEBUG);
    }

    /** Hears what one class logs instead. */
    public static CapturedLog of(Class<?> type) {
        return new CapturedLog(type.getName(), Level.DEBUG);
    }

    /** Hears what a server logs that was told no level. */
    static CapturedLog atInfo() {
        return new CapturedLog(REFUSED, Level.INFO);
    }

    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** Waits for the first line and returns it when it stayed the only one. */
    Line only() {
        Await.until("a line of log", () -> !lines.isEmpty());
        if (lines.size() > 1) {
            throw new AssertionError("more than one line: " + lines);
        }
        return lines.getFirst();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(null);
        appender.stop();
    }

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            Map<String, String> fields = new LinkedHashMap<>();
            Optional.ofNullable(event.getKeyValuePairs())
                    .orElse(List.of())
                    .forEach(pair -> fields.put(pair.key, String.valueOf(pair.value)));
            lines.add(new Line(event.getLevel().toString(), event.getFormattedMessage(), Map.copyOf(fields)));
        }
    }
}
