// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.refusal;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.server.refusal.Repeats.Line;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The log of what is refused or fails, on every surface: one structured line each, at the level of its code, but no
 * more than one a second for a peer (U4). The first is told at once; those behind it are told in one line, with how
 * many there were of each code. A line holds nothing that a peer sent. Thread-safe; no line is written while its lock
 * is held.
 *
 * <p>The loud line of a flood would be a flood itself, and the quiet one costs nothing when its level is off.
 */
public final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.adit.server.refused");
    private static final Duration GAP = Duration.ofSeconds(1);
    /** Beyond so many in a second all others share the lines of one. */
    private static final int MOST_PEERS = 10_000;

    private static final String OTHERS = "others";

    private final Clock clock;
    private final EventExecutor timers;
    private final Map<String, Repeats> peers = new HashMap<>();
    private boolean sweeps;
    private boolean ended;

    /**
     * Makes an empty one.
     *
     * @param timers where its timer runs
     */
    public RefusalLog(Clock clock, EventExecutor timers) {
        this.clock = clock;
        this.timers = timers;
    }

    /** Tells of one, now or within two seconds. */
    public void log(Refusal refusal) {
        if (LOG.isEnabledForLevel(level(refusal.code()))) {
            add(refusal).ifPresent(RefusalLog::write);
        }
    }

    private synchronized Optional<Line> add(Refusal refusal) {
        long now = clock.nanoTime();
        String peer = peers.size() < MOST_PEERS || peers.containsKey(refusal.peer()) ? refusal.peer() : OTHERS;
        Repeats repeats = peers.computeIfAbsent(peer, first -> new Repeats(GAP.toNanos(), now));
        repeats.add(peer.equals(refusal.peer()) ? refusal : refusal.ofPeer(peer));
        sweepLater();
        return ended ? repeats.rest(now) : repeats.due(now);
    }

    private void sweepLater() {
        if (!sweeps && !ended) {
            sweeps = true;
            clock.after(GAP, timers, this::sweep);
        }
    }

    private void sweep() {
        List<Line> lines = new ArrayList<>();
        synchronized (this) {
            sweeps = false;
            long now = clock.nanoTime();
            peers.values().forEach(repeats -> repeats.due(now).ifPresent(lines::add));
            peers.values().removeIf(repeats -> repeats.isOver(now));
            if (!peers.isEmpty()) {
                sweepLater();
            }
        }
        lines.forEach(RefusalLog::write);
    }

    /** Tells what waits; the server ends. */
    public void end() {
        List<Line> lines = new ArrayList<>();
        synchronized (this) {
            ended = true;
            long now = clock.nanoTime();
            peers.values().forEach(repeats -> repeats.rest(now).ifPresent(lines::add));
        }
        lines.forEach(RefusalLog::write);
    }

    private static void write(Line line) {
        Refusal of = line.of();
        LoggingEventBuilder event = LOG.atLevel(level(of.code()))
                .addKeyValue("surface", of.surface().text())
                .addKeyValue("code", of.code().code())
                .addKeyValue("peer", of.peer())
                .addKeyValue("request", of.request());
        if (!of.tunnel().isEmpty()) {
            event = event.addKeyValue("tunnel", of.tunnel());
        }
        if (!of.detail().isEmpty()) {
            event = event.addKeyValue("detail", of.detail());
        }
        if (line.count() > 1) {
            event = event.addKeyValue("count", line.count());
        }
        if (line.counts().size() > 1) {
            event = event.addKeyValue("codes", codes(line));
        }
        event.log(of.outcome().name().toLowerCase(Locale.ROOT));
    }

    private static String codes(Line line) {
        return line.counts().entrySet().stream()
                .map(entry -> entry.getKey().code() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private static Level level(ErrorCode code) {
        return switch (code.level()) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARN -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
