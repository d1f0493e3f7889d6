// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.log;

import dev.adit.cli.option.LogFormat;
import dev.adit.cli.option.LogLevel;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The plain logger of the agent's commands: no logging library is loaded for it. Thread-safe. */
public final class AgentLog {
    private final Console console;
    private final InstantSource clock;
    private final LogLevel level;
    private final LogFormat format;

    public AgentLog(Console console, InstantSource clock, LogLevel level, LogFormat format) {
        this.console = console;
        this.clock = clock;
        this.level = level;
        this.format = format;
    }

    public boolean isEnabled(LogLevel wanted) {
        return wanted.compareTo(level) <= 0;
    }

    public void log(LogLevel wanted, String message) {
        log(wanted, "adit", message, null);
    }

    void log(LogLevel wanted, String logger, String message, @Nullable Throwable thrown) {
        if (!isEnabled(wanted)) {
            return;
        }
        Optional<String> error = Optional.ofNullable(thrown).map(Throwable::toString);
        LogLine line = new LogLine(clock.instant(), wanted.name(), logger, message, error);
        console.log(() -> line.formed(format));
    }
}
