// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent: never frames, only who has something to say, so that a peer that does not read costs nothing.
 *
 * <p>Control goes first (answers to pings, own pings, window updates and ACKs, resets), then what {@link DataQueue}
 * holds (Y-24). A stream waits for control at most once; ping answers and resets are bounded (Y-18, Y-22). Confined to
 * the session's event loop.
 */
final class Outbox {
    private static final int QUEUED_PINGS = 16;

    private final Session session;
    private final IntQueue pingAnswers;
    private final IntQueue pings = new IntQueue(QUEUED_PINGS);
    /** Streams that are reset and whose ACK was still held back: never more than there are resets. */
    private final IntQueue lateAcks;

    private final IntQueue resets;
    private final DataQueue data;
    private @Nullable ArrayDeque<Stream> control;
    private @Nullable GoAwayCode goAway;
    private boolean told;

    Outbox(Session session, SessionConfig config) {
        this.session = session;
        pingAnswers = new IntQueue(config.limits().pingAnswers());
        lateAcks = new IntQueue(config.limits().queuedResets());
        resets = new IntQueue(config.limits().queuedResets());
        data = new DataQueue(config);
    }

    boolean hasPending() {
        return goAway != null
                || !pingAnswers.isEmpty()
                || !pings.isEmpty()
                || !resets.isEmpty()
                || (control != null && !control.isEmpty())
                || !data.isEmpty();
    }

    /** What all streams together have to send. */
    long unsentBytes() {
        return data.unsentBytes();
    }

    /** Queues an answer, or drops it when too many wait already. */
    void answerPing(int value) {
        if (pingAnswers.offer(value)) {
            tell();
        }
    }

    void ping(int value) {
        if (pings.offer(value)) {
            tell();
        }
    }

    void goAway(GoAwayCode code) {
        goAway = code;
        tell();
    }

    /**
     * Resets a stream, unless the peer has never heard of it. One that the peer opened is acknowledged first, since RST
     * alone would say that it was refused (Y-14).
     */
    void reset(Stream stream) {
        if (stream.opening() != Opening.SENT && stream.opening() != Opening.ACKNOWLEDGED) {
            return;
        }
        if (stream.takeOpeningFlags() == Header.ACK) {
            lateAcks.offer(stream.id());
        }
        reset(stream.id());
    }

    /** Resets a stream by its id, without an ACK; too many resets that nobody reads end the session (Y-22). */
    void reset(int id) {
        if (resets.offer(id)) {
            tell();
        } else {
            String why = resets.size() + " resets wait to be sent";
            session.shutdown().end(SessionEnd.Cause.PEER_VIOLATION, GoAwayCode.PROTOCOL_ERROR, true, why);
        }
    }

    /** A window update or an ACK of the stream is due. */
    void control(Stream stream) {
        if (!stream.isEnded() && stream.enterControl(true)) {
            if (control == null) {
                control = new ArrayDeque<>();
            }
            control.add(stream);
            tell();
        }
    }

    /** Bytes were added to a stream, or it may send what it could not before. */
    void added(Stream stream, int bytes) {
        if (data.added(stream, bytes)) {
            tell();
        }
    }

    /** The stream ended: what it wanted to send is dropped. */
    void forget(Stream stream) {
        data.forget(stream);
        if (control != null && stream.enterControl(false)) {
            control.removeFirstOccurrence(stream);
        }
        // Nothing may be left to drain, and then nobody drains: what comes next has to be told again.
        told = told && hasPending();
    }

    /** The session ended: nothing but a GoAway may follow. */
    void clear() {
        pingAnswers.clear();
        pings.clear();
        lateAcks.clear();
        resets.clear();
        control = null;
        data.clear();
        goAway = null;
    }

    private void tell() {
        if (!told) {
            told = true;
            session.becamePending();
        }
    }

    /** Moves frames into the batch, at most {@code maxBytes}; true when at least one went. */
    boolean drain(FrameBatch batch, int maxBytes) {
        int before = batch.byteCount();
        int end = (int) Math.min(Integer.MAX_VALUE, (long) before + maxBytes);
        drainControl(batch, end);
        drainGoAway(batch, end);
        data.drain(batch, before, end);
        told = hasPending();
        boolean moved = batch.byteCount() > before;
        data.tellWritable();
        return moved;
    }

    private static boolean hasRoom(FrameBatch batch, int end) {
        return end - batch.byteCount() >= Header.BYTES;
    }

    private void drainControl(FrameBatch batch, int end) {
        while (!pingAnswers.isEmpty() && hasRoom(batch, end)) {
            frame(batch, Header.PING, Header.ACK, 0, pingAnswers.poll());
        }
        while (!pings.isEmpty() && hasRoom(batch, end)) {
            frame(batch, Header.PING, Header.SYN, 0, pings.poll());
        }
        while (control != null && !control.isEmpty() && hasRoom(batch, end)) {
            Stream stream = control.remove();
            stream.enterControl(false);
            int delta = stream.inbox().window().takeUpdate();
            int flags = stream.takeOpeningFlags();
            if (delta != 0 || flags != 0) {
                frame(batch, Header.WINDOW_UPDATE, flags, stream.id(), delta);
            }
        }
        while (!lateAcks.isEmpty() && hasRoom(batch, end)) {
            frame(batch, Header.WINDOW_UPDATE, Header.ACK, lateAcks.poll(), 0);
        }
        while (lateAcks.isEmpty() && !resets.isEmpty() && hasRoom(batch, end)) {
            frame(batch, Header.WINDOW_UPDATE, Header.RST, resets.poll(), 0);
        }
    }

    private void drainGoAway(FrameBatch batch, int end) {
        GoAwayCode code = goAway;
        if (code != null && hasRoom(batch, end)) {
            goAway = null;
            frame(batch, Header.GO_AWAY, 0, 0, code.wire());
        }
    }

    private void frame(FrameBatch batch, int type, int flags, int id, int length) {
        long expected = data.expectedBytes() + (long) (lateAcks.size() + resets.size()) * Header.BYTES;
        if (control != null) {
            expected += (long) control.size() * Header.BYTES;
        }
        batch.header(Header.typeAndFlags(type, flags), id, length, (int) Math.min(Integer.MAX_VALUE, expected));
    }
}
