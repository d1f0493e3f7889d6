// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.adit.cli.option.LogFormat;
import dev.adit.cli.option.LogLevel;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Sets logback up for the server: one appender to stderr, no configuration file. Stateless. */
public final class ServerLog {
    private ServerLog() {}

    /** Takes whatever logback set up by itself away and writes to the console alone. */
    public static void install(Console console, LogLevel level, LogFormat format) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender appender = new ConsoleAppender(console, format);
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level(level));
        root.addAppender(appender);
        InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE);
        boolean nettyToo = level.compareTo(LogLevel.DEBUG) > 0;
        context.getLogger("io.netty").setLevel(nettyToo ? level(level) : Level.WARN);
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }

    /** Hands events to the console's writing thread. */
    private static final class ConsoleAppender extends AppenderBase<ILoggingEvent> {
        private final Console console;
        private final LogFormat format;

        ConsoleAppender(Console console, LogFormat format) {
            this.console = console;
            this.format = format;
        }

        @Override
        protected void append(ILoggingEvent event) {
            LogLine line = new LogLine(
                    Instant.ofEpochMilli(event.getTimeStamp()),
                    event.getLevel().toString(),
                    event.getLoggerName(),
                    event.getFormattedMessage(),
                    fields(event),
                    Optional.ofNullable(event.getThrowableProxy()).map(ConsoleAppender::thrown));
            console.log(() -> line.formed(format));
        }

        private static Map<String, String> fields(ILoggingEvent event) {
            List<KeyValuePair> pairs = event.getKeyValuePairs();
            if (pairs == null) {
                return Map.of();
            }
            Map<String, String> fields = new LinkedHashMap<>();
            pairs.forEach(pair -> fields.put(pair.key, String.valueOf(pair.value)));
            return fields;
        }

        /** The kind, the message and the place it came from: enough to find a defect by its line. */
        private static String thrown(IThrowableProxy proxy) {
            String what = proxy.getClassName() + ": " + proxy.getMessage();
            return proxy.getStackTraceElementProxyArray().length == 0
                    ? what
                    : what + " " + proxy.getStackTraceElementProxyArray()[0];
        }
    }
}
