// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.adit.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** The program's log at its most talkative, by the visitor that a line names (U4). Thread-safe. */
final class Journal extends AppenderBase<ILoggingEvent> {
    private static final Pattern PEER = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

    private final Map<Integer, Queue<String>> byPort = new ConcurrentHashMap<>();

    /** Takes the place of whatever logback set up by itself. */
    static Journal install() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Journal journal = new Journal();
        journal.setContext(context);
        journal.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.DEBUG);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(journal);
        return journal;
    }

    /** The lines about the visitor at this port, which are forgotten then. */
    List<String> takeOf(int port) {
        Queue<String> lines = byPort.remove(port);
        return lines == null ? List.of() : List.copyOf(lines);
    }

    /** Waits until there are this many lines about the visitor at this port, and takes them. */
    List<String> awaitOf(int port, int count) {
        Await.until("log lines about the visitor at " + port, () -> {
            Queue<String> lines = byPort.get(port);
            return count == 0 || (lines != null && lines.size() >= count);
        });
        return takeOf(port);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String line = event.getLevel() + " " + event.getFormattedMessage();
        Matcher peer = PEER.matcher(line);
        if (peer.find()) {
            byPort.computeIfAbsent(Integer.valueOf(peer.group(1)), port -> new ConcurrentLinkedQueue<>())
                    .add(line);
        }
    }
}
