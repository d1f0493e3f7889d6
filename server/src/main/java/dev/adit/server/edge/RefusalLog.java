// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The log lines of connections that are turned away: the first of a reason at once, those that follow as one number a
 * second, so that a flood of connections is none of lines (U4). Thread-safe.
 */
public final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.adit.server.refused");
    private static final Duration SUMMED = Duration.ofSeconds(1);

    /** Those of the present second that have no line yet. */
    private record More(int count, InetAddress last) {
        More and(InetAddress peer) {
            return new More(count + 1, peer);
        }
    }

    private final Clock clock;
    private final EventExecutor timers;
    private final ConcurrentHashMap<String, More> more = new ConcurrentHashMap<>();

    /** Makes it; sums are told on the executor. */
    public RefusalLog(Clock clock, EventExecutor timers) {
        this.clock = clock;
        this.timers = timers;
    }

    /**
     * A connection is turned away.
     *
     * @param why the reason in words, without anything that differs from one connection to the next
     */
    public void refused(ErrorCode code, InetAddress peer, String why) {
        String line = code.code() + " " + why;
        More after = more.compute(line, (same, before) -> before == null ? new More(0, peer) : before.and(peer));
        if (after.count() == 0) {
            LOG.atLevel(level(code)).log("connection from {} refused: {}", NetUtil.toAddressString(peer), line);
            clock.after(SUMMED, timers, () -> sum(code, line));
        }
    }

    private void sum(ErrorCode code, String line) {
        More summed = more.remove(line);
        if (summed == null || summed.count() == 0) {
            return;
        }
        String connections = summed.count() == 1 ? "1 more connection" : summed.count() + " more connections";
        LOG.atLevel(level(code))
                .log(
                        "{} within a second refused, the last from {}: {}",
                        connections,
                        NetUtil.toAddressString(summed.last()),
                        line);
        if (more.putIfAbsent(line, new More(0, summed.last())) == null) {
            clock.after(SUMMED, timers, () -> sum(code, line));
        }
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
