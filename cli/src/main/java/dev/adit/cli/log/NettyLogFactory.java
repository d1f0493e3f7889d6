// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.log;

import dev.adit.cli.option.LogLevel;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/**
 * Gives Netty our logger. Set before any other class of Netty is touched, it keeps SLF4J, logback and
 * java.util.logging out of the agent's start. Immutable.
 */
public final class NettyLogFactory extends InternalLoggerFactory {
    private final AgentLog log;

    private NettyLogFactory(AgentLog log) {
        this.log = log;
    }

    /** Takes Netty's lines from warnings up, or all down to our own level when that asks for debugging. */
    public static void install(AgentLog log, AgentLog quieter) {
        setDefaultFactory(new NettyLogFactory(log.isEnabled(LogLevel.DEBUG) ? log : quieter));
    }

    @Override
    protected InternalLogger newInstance(String name) {
        return new NettyLog(name, log);
    }
}
