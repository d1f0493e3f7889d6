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
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** The program's log at its most talkative, by the visitor that a line names (U4). Thread-safe. */
final class Journal extends AppenderBase<ILoggingEvent> {
    private final Map<String, Queue<String>> byPeer = new ConcurrentHashMap<>();

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

    /** The lines about the visitor with this address, which are forgotten then. */
    List<String> takeOf(String peer) {
        Queue<String> lines = byPeer.remove(peer);
        return lines == null ? List.of() : List.copyOf(lines);
    }

    /**
     * Waits until as much is told of the visitor with this address, and takes it: a line for each thing, also where one
     * stands for several of one code.
     */
    List<String> awaitOf(String peer, int count) {
        Await.until("log lines about the visitor " + peer, () -> {
            Queue<String> lines = byPeer.get(peer);
            return count == 0 || (lines != null && lines.size() >= count);
        });
        return takeOf(peer);
    }

    @Override
    protected void append(ILoggingEvent event) {
        List<KeyValuePair> fields =
                Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of());
        String line = event.getLevel() + " " + event.getFormattedMessage() + " "
                + fields.stream().map(KeyValuePair::toString).collect(Collectors.joining(" "));
        String peer = Addresses.in(line);
        if (!peer.isEmpty()) {
            Queue<String> lines = byPeer.computeIfAbsent(peer, first -> new ConcurrentLinkedQueue<>());
            IntStream.range(0, count(fields)).forEach(time -> lines.add(line));
        }
    }

    private static int count(List<KeyValuePair> fields) {
        return fields.stream()
                .filter(field -> field.key.equals("count"))
                .mapToInt(field -> Integer.parseInt(String.valueOf(field.value)))
                .findFirst()
                .orElse(1);
    }
}
