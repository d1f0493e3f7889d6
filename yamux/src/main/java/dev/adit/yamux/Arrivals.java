// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The streams that the peer opens: how many live, how many were refused, which still wait for our ACK.
 *
 * <p>An ACK rides in our first frame; without one it leaves alone after a short delay, or at once when many wait,
 * because hashicorp/yamux stops opening at 256 unacknowledged streams. Confined to the session's event loop.
 */
final class Arrivals {
    /** Above it ACKs leave without waiting for data. */
    private static final int UNACKNOWLEDGED_AT_MOST = 64;

    private final Session session;
    private final Limits limits;
    private @Nullable ArrayDeque<Stream> unacknowledged;
    private long highestId;
    private int live;
    private int refusedInRow;
    private int overLimitInRow;

    Arrivals(Session session, Limits limits) {
        this.session = session;
        this.limits = limits;
    }

    /** Whether the peer may have opened this id of its own at some time. Ids may arrive swapped (Y-05). */
    boolean wasOpened(int id) {
        return Integer.toUnsignedLong(id) <= highestId;
    }

    void seen(int id) {
        highestId = Math.max(highestId, Integer.toUnsignedLong(id));
    }

    boolean isFull() {
        return live >= limits.inboundStreams();
    }

    /** One more was refused by its would-be owner (Y-20). */
    void refused() throws ProtocolViolation {
        if (++refusedInRow > limits.refusedOpens()) {
            throw new ProtocolViolation(refusedInRow + " streams refused in a row");
        }
    }

    /** One more came while the session was full or leaving; as many again as may live are forgiven (Y-21). */
    void overLimit() throws ProtocolViolation {
        if (++overLimitInRow > Math.max(limits.inboundStreams(), limits.refusedOpens())) {
            throw new ProtocolViolation(overLimitInRow + " streams in a row above " + limits.inboundStreams());
        }
    }

    /** Its owner took a stream. */
    void accepted() {
        refusedInRow = 0;
        overLimitInRow = 0;
    }

    /** A stream is in the session's table; its owner is asked next. */
    void adopted(Stream stream) {
        live++;
        if (unacknowledged == null) {
            unacknowledged = new ArrayDeque<>();
        }
        unacknowledged.add(stream);
        if (unacknowledged.size() > UNACKNOWLEDGED_AT_MOST) {
            unacknowledged.forEach(session.outbox()::control);
        }
    }

    void ended(Stream stream) {
        live--;
        if (!stream.isAcknowledged()) {
            acknowledged(stream);
        }
    }

    /** The ACK is in a frame. */
    void acknowledged(Stream stream) {
        if (unacknowledged != null) {
            unacknowledged.removeFirstOccurrence(stream);
        }
    }

    /** Sends the ACKs that waited long enough. */
    void expire(long nowNanos, long delayNanos) {
        if (unacknowledged != null) {
            for (Stream stream : unacknowledged) {
                if (nowNanos - stream.sinceNanos() < delayNanos) {
                    return;
                }
                session.outbox().control(stream);
            }
        }
    }

    /** The earliest moment at which {@link #expire} has work, at most {@code latestNanos}. */
    long nextDeadline(long latestNanos, long delayNanos) {
        if (unacknowledged == null) {
            return latestNanos;
        }
        for (Stream stream : unacknowledged) {
            if (!stream.isInControl()) {
                long due = stream.sinceNanos() + delayNanos;
                return due - latestNanos > 0 ? latestNanos : due;
            }
        }
        return latestNanos;
    }
}
