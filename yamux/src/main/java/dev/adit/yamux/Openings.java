// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The streams that this end opens: ids, the bound on unacknowledged ones, the waiting line (Y-15, Y-16).
 *
 * <p>Invariant: a slot taken by an opening returns with its ACK, its RST, its deadline or the stream's end, whichever
 * comes first. Confined to the session's event loop.
 */
final class Openings {
    private final Session session;
    private final Limits limits;
    private final StreamIds ids;
    private @Nullable ArrayDeque<Stream> waiting;
    private @Nullable ArrayDeque<Stream> unacknowledged;
    private int admitted;
    private int timeoutsInRow;

    Openings(Session session, Limits limits, StreamIds ids) {
        this.session = session;
        this.limits = limits;
        this.ids = ids;
    }

    boolean canOpen() {
        return !ids.isExhausted() && (waiting == null || waiting.size() < limits.waitingOpens());
    }

    boolean isExhausted() {
        return ids.isExhausted();
    }

    boolean wasOpened(int id) {
        return ids.wasTaken(id);
    }

    Stream open(StreamEvents events, long nowNanos) {
        Stream stream = new Stream(session, ids.take(), true, nowNanos);
        stream.ownedBy(events);
        if (waiting == null) {
            waiting = new ArrayDeque<>(4);
        }
        waiting.add(stream);
        return stream;
    }

    /** Lets waiting openings go while there are slots. */
    void admit() {
        if (waiting != null && !waiting.isEmpty()) {
            admit(session.nanoTime());
        }
    }

    /** As {@link #admit()}, for who knows the time. */
    void admit(long now) {
        if (waiting == null || waiting.isEmpty() || !hasSlot()) {
            return;
        }
        if (unacknowledged == null) {
            unacknowledged = new ArrayDeque<>();
        }
        for (Stream next = waiting.poll(); next != null; next = hasSlot() ? waiting.poll() : null) {
            next.opening(Opening.ADMITTED, now);
            admitted++;
            unacknowledged.add(next);
            session.outbox().added(next, 0);
        }
    }

    private boolean hasSlot() {
        int unanswered = unacknowledged == null ? 0 : unacknowledged.size();
        return unanswered < limits.unacknowledgedOpens() && admitted < limits.outboundStreams();
    }

    /** The peer showed that it knows the stream. */
    void acknowledged(Stream stream) {
        if (stream.opening() != Opening.SENT || !stream.isOwn()) {
            return;
        }
        stream.opening(Opening.ACKNOWLEDGED, stream.sinceNanos());
        timeoutsInRow = 0;
        removeFrom(unacknowledged, stream);
        admit();
    }

    /** An own stream ended, whatever it had reached. */
    void ended(Stream stream) {
        if (stream.opening() == Opening.WAITING) {
            removeFrom(waiting, stream);
            return;
        }
        admitted--;
        if (stream.opening() != Opening.ACKNOWLEDGED) {
            removeFrom(unacknowledged, stream);
        }
        admit();
    }

    private static void removeFrom(@Nullable ArrayDeque<Stream> queue, Stream stream) {
        if (queue != null) {
            queue.removeFirstOccurrence(stream);
        }
    }

    /** The peer takes no more streams: what has not left never will. */
    void refuseWaiting() {
        for (Stream next = first(waiting); next != null; next = first(waiting)) {
            next.fail(StreamEnd.OPEN_REFUSED);
        }
    }

    /** The session ended, in whose table all of them are; whoever fails them one by one finds no other. */
    void clear() {
        waiting = null;
        unacknowledged = null;
    }

    /** Fails what is overdue; returns false when the peer seems dead because it acknowledges nothing. */
    boolean expire(long nowNanos, Timing timing) {
        long waitLimit = timing.openWait().toNanos();
        Stream next = first(waiting);
        while (next != null && nowNanos - next.sinceNanos() >= waitLimit) {
            next.fail(StreamEnd.OPEN_TIMEOUT);
            next = first(waiting);
        }
        long ackLimit = timing.acknowledgement().toNanos();
        next = first(unacknowledged);
        while (next != null && nowNanos - next.sinceNanos() >= ackLimit) {
            timeoutsInRow++;
            session.outbox().reset(next);
            next.fail(StreamEnd.ACK_TIMEOUT);
            next = first(unacknowledged);
        }
        return timeoutsInRow < timing.unacknowledgedInRow();
    }

    /** The earliest moment at which {@link #expire} has work, at most {@code latestNanos}. */
    long nextDeadline(long latestNanos, Timing timing) {
        long opened = deadline(first(waiting), timing.openWait().toNanos(), latestNanos);
        return deadline(first(unacknowledged), timing.acknowledgement().toNanos(), opened);
    }

    private static long deadline(@Nullable Stream stream, long limitNanos, long latestNanos) {
        if (stream == null || stream.sinceNanos() + limitNanos - latestNanos > 0) {
            return latestNanos;
        }
        return stream.sinceNanos() + limitNanos;
    }

    private static @Nullable Stream first(@Nullable ArrayDeque<Stream> queue) {
        return queue == null ? null : queue.peekFirst();
    }
}
