// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import static dev.adit.cli.option.FileScope.NONE;

import java.nio.file.Path;
import java.util.List;

/** The options that more than one family of commands has. Immutable. */
public final class CommonOptions {
    public static final Option<Path> AGENT_CONFIG = Option.of("config", Kinds.FILE, "The configuration file")
            .variable("ADIT_CONFIG")
            .note("./adit.yaml, else adit/adit.yaml in XDG_CONFIG_HOME or ~/.config")
            .on(NONE, Verb.HTTP, Verb.TCP);

    public static final Option<Path> SERVER_CONFIG = Option.of("config", Kinds.FILE, "The configuration file")
            .variable("ADIT_CONFIG")
            .note("./adit-server.yaml when present")
            .on(NONE, Verb.SERVER, Verb.KEY_CREATE);

    public static final Option<LogLevel> AGENT_LOG_LEVEL = level().on(FileScope.AGENT, Verb.HTTP, Verb.TCP, Verb.DEMO);
    public static final Option<LogFormat> AGENT_LOG_FORMAT =
            format().on(FileScope.AGENT, Verb.HTTP, Verb.TCP, Verb.DEMO);
    public static final Option<LogLevel> SERVER_LOG_LEVEL = level().on(FileScope.SERVER, Verb.SERVER);
    public static final Option<LogFormat> SERVER_LOG_FORMAT = format().on(FileScope.SERVER, Verb.SERVER);

    private CommonOptions() {}

    static List<Option<?>> all() {
        return List.of(
                AGENT_CONFIG, SERVER_CONFIG, AGENT_LOG_LEVEL, AGENT_LOG_FORMAT, SERVER_LOG_LEVEL, SERVER_LOG_FORMAT);
    }

    private static Option<LogLevel> level() {
        return Option.of("log-level", Kinds.LOG_LEVEL, "The least severe line to log")
                .fallback("info");
    }

    private static Option<LogFormat> format() {
        return Option.of("log-format", Kinds.LOG_FORMAT, "How log lines on stderr look")
                .fallback("text");
    }
}
