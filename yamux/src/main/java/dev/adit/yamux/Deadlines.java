// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a session that happens because time passes, on its one timer: pings, death by silence, write stalls,
 * openings without an answer, late ACKs, abandoned streams. Confined to the session's event loop.
 */
final class Deadlines {
    private final Session session;
    private final SessionRuntime runtime;
    private final SessionTimer timer;
    private @Nullable ArrayDeque<Stream> abandoned;
    private long progressNanos;

    Deadlines(Session session, SessionRuntime runtime) {
        this.session = session;
        this.runtime = runtime;
        timer = new SessionTimer(runtime, this::onTimer);
    }

    void start(long nowNanos) {
        progressNanos = nowNanos;
        ping(nowNanos);
        schedule(nowNanos);
    }

    void stop() {
        timer.stop();
        abandoned = null;
    }

    void ensureBy(long nanos, long nowNanos) {
        timer.ensureBy(nanos, nowNanos);
    }

    /** Frames left. */
    void progress(long nowNanos) {
        progressNanos = nowNanos;
    }

    /** Frames wait from now on (Y-23). */
    void pendingSince(long nowNanos) {
        progressNanos = nowNanos;
        timer.ensureBy(nowNanos + nanos(timing().writeStall()), nowNanos);
    }

    /** Nobody reads the stream any more (Y-17). */
    void abandoned(Stream stream) {
        if (abandoned == null) {
            abandoned = new ArrayDeque<>(4);
        }
        abandoned.add(stream);
    }

    void ended(Stream stream) {
        if (stream.inbox().isAbandoned() && abandoned != null) {
            abandoned.removeFirstOccurrence(stream);
        }
    }

    private void onTimer() {
        long now = session.nanoTime();
        if (endsSession(now)) {
            return;
        }
        session.arrivals().expire(now, nanos(timing().acknowledgementDelay()));
        expireAbandoned(now);
        if (session.isEnded()) {
            return;
        }
        if (now - session.heartbeat().nextNanos() >= 0) {
            ping(now);
        }
        schedule(now);
    }

    private boolean endsSession(long now) {
        if (session.shutdown().isDrained()) {
            session.shutdown()
                    .end(SessionEnd.Cause.DRAINED, GoAwayCode.NORMAL, false, "all streams finished after GoAway");
        } else if (now - deathNanos() >= 0) {
            end(SessionEnd.Cause.SILENT, "no byte for two ping intervals");
        } else if (session.hasPending() && now - progressNanos >= nanos(timing().writeStall())) {
            end(SessionEnd.Cause.WRITE_STALLED, "no frame left for " + timing().writeStall());
        } else if (!session.openings().expire(now, timing())) {
            end(SessionEnd.Cause.UNACKNOWLEDGED, "openings were not acknowledged");
        }
        return session.isEnded();
    }

    private void end(SessionEnd.Cause cause, String detail) {
        session.shutdown().end(cause, GoAwayCode.INTERNAL_ERROR, true, detail);
    }

    private long deathNanos() {
        return session.lastReceivedNanos() + 2 * nanos(timing().pingInterval());
    }

    private void expireAbandoned(long now) {
        ArrayDeque<Stream> queue = abandoned;
        Stream first = queue == null ? null : queue.peek();
        while (queue != null && first != null && now - abandonmentNanos(first) >= 0) {
            queue.remove();
            if (!first.isEnded() && !first.inbox().isFinished()) {
                session.outbox().reset(first);
                first.fail(StreamEnd.ABANDONED);
            }
            first = queue.peek();
        }
    }

    private long abandonmentNanos(Stream stream) {
        return stream.inbox().stillSinceNanos() + nanos(timing().abandoned());
    }

    private void ping(long now) {
        session.heartbeat().send(now, null);
        session.heartbeat().nextAt(now + pingDelay());
    }

    /** The interval, varied by a fifth, so that many sessions do not ping at once. */
    private long pingDelay() {
        return (long)
                (nanos(timing().pingInterval()) * (0.8 + 0.4 * runtime.random().nextDouble()));
    }

    private void schedule(long now) {
        long next = earlier(session.heartbeat().nextNanos(), deathNanos());
        if (session.hasPending()) {
            next = earlier(next, progressNanos + nanos(timing().writeStall()));
        }
        next = session.openings().nextDeadline(next, timing());
        next = session.arrivals().nextDeadline(next, nanos(timing().acknowledgementDelay()));
        Stream first = abandoned == null ? null : abandoned.peek();
        timer.ensureBy(first == null ? next : earlier(next, abandonmentNanos(first)), now);
    }

    private static long earlier(long a, long b) {
        return a - b <= 0 ? a : b;
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }

    private Timing timing() {
        return session.config().timing();
    }
}
