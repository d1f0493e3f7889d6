// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.log;

import dev.adit.cli.option.LogLevel;
import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.FormattingTuple;
import io.netty.util.internal.logging.MessageFormatter;
import org.jspecify.annotations.Nullable;

/** Hands Netty's log lines to ours; Netty asks for every level and form by a method of its own. Thread-safe. */
final class NettyLog extends AbstractInternalLogger {
    private static final long serialVersionUID = 1L;

    private final transient AgentLog log;

    NettyLog(String name, AgentLog log) {
        super(name);
        this.log = log;
    }

    @Override
    public boolean isTraceEnabled() {
        return log.isEnabled(LogLevel.TRACE);
    }

    @Override
    public void trace(String message) {
        write(LogLevel.TRACE, message, null);
    }

    @Override
    public void trace(String format, @Nullable Object argument) {
        write(LogLevel.TRACE, MessageFormatter.format(format, argument));
    }

    @Override
    public void trace(String format, @Nullable Object first, @Nullable Object second) {
        write(LogLevel.TRACE, MessageFormatter.format(format, first, second));
    }

    @Override
    public void trace(String format, @Nullable Object... arguments) {
        write(LogLevel.TRACE, MessageFormatter.arrayFormat(format, arguments));
    }

    @Override
    public void trace(String message, @Nullable Throwable thrown) {
        write(LogLevel.TRACE, message, thrown);
    }

    @Override
    public boolean isDebugEnabled() {
        return log.isEnabled(LogLevel.DEBUG);
    }

    @Override
    public void debug(String message) {
        write(LogLevel.DEBUG, message, null);
    }

    @Override
    public void debug(String format, @Nullable Object argument) {
        write(LogLevel.DEBUG, MessageFormatter.format(format, argument));
    }

    @Override
    public void debug(String format, @Nullable Object first, @Nullable Object second) {
        write(LogLevel.DEBUG, MessageFormatter.format(format, first, second));
    }

    @Override
    public void debug(String format, @Nullable Object... arguments) {
        write(LogLevel.DEBUG, MessageFormatter.arrayFormat(format, arguments));
    }

    @Override
    public void debug(String message, @Nullable Throwable thrown) {
        write(LogLevel.DEBUG, message, thrown);
    }

    @Override
    public boolean isInfoEnabled() {
        return log.isEnabled(LogLevel.INFO);
    }

    @Override
    public void info(String message) {
        write(LogLevel.INFO, message, null);
    }

    @Override
    public void info(String format, @Nullable Object argument) {
        write(LogLevel.INFO, MessageFormatter.format(format, argument));
    }

    @Override
    public void info(String format, @Nullable Object first, @Nullable Object second) {
        write(LogLevel.INFO, MessageFormatter.format(format, first, second));
    }

    @Override
    public void info(String format, @Nullable Object... arguments) {
        write(LogLevel.INFO, MessageFormatter.arrayFormat(format, arguments));
    }

    @Override
    public void info(String message, @Nullable Throwable thrown) {
        write(LogLevel.INFO, message, thrown);
    }

    @Override
    public boolean isWarnEnabled() {
        return log.isEnabled(LogLevel.WARN);
    }

    @Override
    public void warn(String message) {
        write(LogLevel.WARN, message, null);
    }

    @Override
    public void warn(String format, @Nullable Object argument) {
        write(LogLevel.WARN, MessageFormatter.format(format, argument));
    }

    @Override
    public void warn(String format, @Nullable Object first, @Nullable Object second) {
        write(LogLevel.WARN, MessageFormatter.format(format, first, second));
    }

    @Override
    public void warn(String format, @Nullable Object... arguments) {
        write(LogLevel.WARN, MessageFormatter.arrayFormat(format, arguments));
    }

    @Override
    public void warn(String message, @Nullable Throwable thrown) {
        write(LogLevel.WARN, message, thrown);
    }

    @Override
    public boolean isErrorEnabled() {
        return log.isEnabled(LogLevel.ERROR);
    }

    @Override
    public void error(String message) {
        write(LogLevel.ERROR, message, null);
    }

    @Override
    public void error(String format, @Nullable Object argument) {
        write(LogLevel.ERROR, MessageFormatter.format(format, argument));
    }

    @Override
    public void error(String format, @Nullable Object first, @Nullable Object second) {
        write(LogLevel.ERROR, MessageFormatter.format(format, first, second));
    }

    @Override
    public void error(String format, @Nullable Object... arguments) {
        write(LogLevel.ERROR, MessageFormatter.arrayFormat(format, arguments));
    }

    @Override
    public void error(String message, @Nullable Throwable thrown) {
        write(LogLevel.ERROR, message, thrown);
    }

    private void write(LogLevel level, FormattingTuple formed) {
        write(level, formed.getMessage(), formed.getThrowable());
    }

    private void write(LogLevel level, String message, @Nullable Throwable thrown) {
        log.log(level, name(), message, thrown);
    }
}
