// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import org.jspecify.annotations.Nullable;

/**
 * How a session comes to its end: politely, when a GoAway was said or heard and the last stream has finished, or at once.
 *
 * <pre>
 * OPEN --GoAway(0) of either end--> DRAINING --no stream, nothing to send--> ENDED
 * OPEN, DRAINING --anything that cannot be lived with--> ENDED
 * </pre>
 *
 * <p>Invariant: the first cause is the one that stays; from it on the outbox takes nothing but one GoAway, and
 * {@link SessionEvents#onClosed} comes last, once. Confined to the session's event loop.
 */
final class Shutdown {
    private final Session session;
    private final Outbox outbox;
    private final Deadlines deadlines;
    private @Nullable SessionEnd end;
    private boolean leaving;
    private boolean peerLeaving;

    Shutdown(Session session, Outbox outbox, Deadlines deadlines) {
        this.session = session;
        this.outbox = outbox;
        this.deadlines = deadlines;
    }

    boolean isEnded() {
        return end != null;
    }

    /** Whether we said GoAway: new streams of the peer are reset (Y-19). */
    boolean isLeaving() {
        return leaving;
    }

    /** Whether neither end has said that it wants no more streams. */
    boolean isOpen() {
        return end == null && !leaving && !peerLeaving;
    }

    /** Why no stream can be opened. */
    String reason() {
        return end == null ? "the session takes no more streams" : end.detail();
    }

    /** Says GoAway(0), once. */
    void goAway() {
        if (end == null && !leaving) {
            leaving = true;
            outbox.goAway(GoAwayCode.NORMAL);
            session.openings().refuseWaiting();
            endWhenDrained();
        }
    }

    /** The peer said GoAway; {@code wire} is its code as it came. */
    void onGoAway(GoAwayCode code, int wire) {
        peerLeaving = true;
        session.events().onGoAway(code);
        if (code == GoAwayCode.NORMAL) {
            session.openings().refuseWaiting();
            endWhenDrained();
            return;
        }
        end(SessionEnd.Cause.FAILED_BY_PEER, code, false, "GoAway(" + Integer.toUnsignedString(wire) + ") received");
    }

    /** The end of a polite goodbye comes from the timer, never inside a drain, whose batch must still be written. */
    void endWhenDrained() {
        if (end == null && isDrained()) {
            long now = session.nanoTime();
            deadlines.ensureBy(now, now);
        }
    }

    /** Whether a GoAway was said, everything is sent and no stream lives. */
    boolean isDrained() {
        return (leaving || peerLeaving) && session.liveStreams() == 0 && !outbox.hasPending();
    }

    /** Ends the session for this cause, unless it has ended; {@code say} tells the peer, by a GoAway with the code. */
    void end(SessionEnd.Cause cause, GoAwayCode code, boolean say, @Nullable String detail) {
        if (end != null) {
            return;
        }
        SessionEnd reached = new SessionEnd(cause, code, detail == null ? "" : detail);
        end = reached;
        deadlines.stop();
        session.heartbeat().clear();
        session.openings().clear();
        outbox.clear();
        if (say) {
            outbox.goAway(code);
        }
        session.memory().giveBackGrowth();
        session.streams().loseAll();
        session.events().onClosed(reached);
    }
}
