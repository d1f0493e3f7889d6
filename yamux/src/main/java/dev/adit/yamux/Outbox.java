// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent: never frames, only who has something to say, so that a peer that does not read costs nothing.
 *
 * <p>Control goes first (answers to pings, own pings, window updates and ACKs, resets), then the data of all streams in
 * turn, one frame each (Y-24). Streams wait at most once in either queue; ping answers and resets are bounded (Y-18,
 * Y-22). Confined to the session's event loop.
 */
final class Outbox {
    /** A frame cut short by the carrier's bound is not worth its header below this payload. */
    private static final int SMALLEST_CUT_BYTES = 1024;

    private static final int QUEUED_PINGS = 16;

    private final Session session;
    private final SessionConfig config;
    private final IntQueue pingAnswers;
    private final IntQueue pings = new IntQueue(QUEUED_PINGS);
    private final IntQueue resets;
    private @Nullable ArrayDeque<Stream> control;
    private @Nullable ArrayDeque<Stream> ready;
    private @Nullable ArrayDeque<Stream> drained;
    private @Nullable GoAwayCode goAway;
    private long unsentBytes;
    private boolean told;

    Outbox(Session session, SessionConfig config) {
        this.session = session;
        this.config = config;
        pingAnswers = new IntQueue(config.limits().pingAnswers());
        resets = new IntQueue(config.limits().queuedResets());
    }

    boolean hasPending() {
        return goAway != null
                || !pingAnswers.isEmpty()
                || !pings.isEmpty()
                || !resets.isEmpty()
                || (control != null && !control.isEmpty())
                || (ready != null && !ready.isEmpty());
    }

    /** What all streams together have to send. */
    long unsentBytes() {
        return unsentBytes;
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

    /** Resets a stream, unless the peer has never heard of it. */
    void reset(Stream stream) {
        if (stream.opening() == Opening.SENT || stream.opening() == Opening.ACKNOWLEDGED) {
            reset(stream.id());
        }
    }

    /** Resets a stream by its id; too many resets that nobody reads end the session (Y-22). */
    void reset(int id) {
        if (resets.offer(id)) {
            tell();
        } else {
            String why = resets.size() + " resets wait to be sent";
            session.end(SessionEnd.Cause.PEER_VIOLATION, GoAwayCode.PROTOCOL_ERROR, true, why);
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
        unsentBytes += bytes;
        if (stream.isSendable() && stream.enterReady(true)) {
            if (ready == null) {
                ready = new ArrayDeque<>();
            }
            ready.add(stream);
            tell();
        }
    }

    /** The stream ended: what it wanted to send is dropped. */
    void forget(Stream stream) {
        unsentBytes -= stream.outbound().byteCount();
        if (ready != null && stream.enterReady(false)) {
            ready.removeFirstOccurrence(stream);
        }
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
        resets.clear();
        control = null;
        ready = null;
        drained = null;
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
        drainData(batch, before, end);
        told = hasPending();
        boolean moved = batch.byteCount() > before;
        tellWritable();
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
            int flags = takeOpeningFlags(stream);
            if (delta != 0 || flags != 0) {
                frame(batch, Header.WINDOW_UPDATE, flags, stream.id(), delta);
            }
        }
        while (!resets.isEmpty() && hasRoom(batch, end)) {
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

    private void drainData(FrameBatch batch, int before, int end) {
        // A data frame may be followed by its FIN in a header of its own.
        int payloadEnd = end - 2 * Header.BYTES;
        while (ready != null && !ready.isEmpty() && payloadEnd - batch.byteCount() > 0) {
            Stream stream = ready.element();
            int wanted = payload(stream);
            int payload = Math.min(wanted, payloadEnd - batch.byteCount());
            if (payload < wanted && payload < SMALLEST_CUT_BYTES && batch.byteCount() > before) {
                return;
            }
            ready.remove();
            stream.enterReady(false);
            data(batch, stream, payload);
            added(stream, 0);
        }
    }

    private int payload(Stream stream) {
        int whole = Math.min(stream.outbound().byteCount(), config.windows().frameBytes());
        return (int) Math.min(whole, stream.sendWindow().availableBytes());
    }

    private void data(FrameBatch batch, Stream stream, int payload) {
        boolean fin = stream.finIsDueAfter(payload);
        int flags = takeOpeningFlags(stream);
        if (payload > 0) {
            boolean rides = fin && config.finRidesData();
            frame(batch, Header.DATA, rides ? flags | Header.FIN : flags, stream.id(), payload);
            move(stream, payload, batch);
            if (fin && !rides) {
                frame(batch, Header.WINDOW_UPDATE, Header.FIN, stream.id(), 0);
            }
        } else if (fin || flags != 0) {
            frame(batch, Header.WINDOW_UPDATE, fin ? flags | Header.FIN : flags, stream.id(), 0);
        }
        if (stream.hasDrained()) {
            noteDrained(stream);
        }
        if (fin) {
            stream.finSent();
        }
    }

    private void move(Stream stream, int payload, FrameBatch batch) {
        stream.sendWindow().spend(payload);
        unsentBytes -= payload;
        int left = payload;
        while (left > 0) {
            ByteBuf first = stream.outbound().peek();
            if (first == null) {
                throw new IllegalStateException("stream " + stream.id() + " lacks " + left + " bytes to send");
            }
            int piece = Math.min(left, first.readableBytes());
            batch.payload(first, piece);
            stream.outbound().advance(piece);
            left -= piece;
        }
    }

    /** SYN for the first frame of an own stream, ACK for the first one of a peer's. */
    private int takeOpeningFlags(Stream stream) {
        return switch (stream.opening()) {
            case ADMITTED -> {
                stream.opening(Opening.SENT, stream.sinceNanos());
                yield Header.SYN;
            }
            case SENT -> stream.isOwn() ? 0 : acknowledge(stream);
            case WAITING, ACKNOWLEDGED -> 0;
        };
    }

    private int acknowledge(Stream stream) {
        stream.opening(Opening.ACKNOWLEDGED, stream.sinceNanos());
        session.arrivals().acknowledged(stream);
        return Header.ACK;
    }

    private void frame(FrameBatch batch, int type, int flags, int id, int length) {
        long expected = unsentBytes + (resets.size() + 8L) * Header.BYTES;
        if (ready != null) {
            expected += (long) ready.size() * 2 * Header.BYTES;
        }
        if (control != null) {
            expected += (long) control.size() * Header.BYTES;
        }
        batch.header(Header.typeAndFlags(type, flags), id, length, (int) Math.min(Integer.MAX_VALUE, expected));
    }

    private void noteDrained(Stream stream) {
        if (drained == null) {
            drained = new ArrayDeque<>(4);
        }
        drained.add(stream);
    }

    /** After the frames, so that an owner who writes, resets or closes finds everything consistent. */
    private void tellWritable() {
        if (drained != null) {
            for (Stream next = drained.poll(); next != null; next = drained == null ? null : drained.poll()) {
                next.tellWritable();
            }
        }
    }
}
