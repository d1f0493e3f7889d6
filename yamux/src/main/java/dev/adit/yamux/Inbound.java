// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges what the peer sends: which frames act on which stream, and which end the session.
 *
 * <p>A rule is checked before any state is made for the frame that breaks it. Confined to the session's event loop.
 */
final class Inbound implements FrameReader.Sink {
    private final Session session;
    private final FloodLimiter emptyFrames;
    private @Nullable Stream receiving;
    private boolean finFollows;

    Inbound(Session session, Limits limits) {
        this.session = session;
        emptyFrames = new FloodLimiter(limits.emptyFrames(), limits.emptyFramesPerSecond());
    }

    @Override
    public boolean wantsMore() {
        return !session.isEnded();
    }

    @Override
    public long onHeader(int typeAndFlags, int id, int length) throws ProtocolViolation {
        if (typeAndFlags >>> 24 != 0) {
            throw new ProtocolViolation("version " + (typeAndFlags >>> 24));
        }
        // Unknown flag bits are ignored (Y-12).
        int flags = typeAndFlags & Header.KNOWN_FLAGS;
        int type = typeAndFlags >> 16;
        switch (type) {
            case Header.DATA -> {
                long payload = Integer.toUnsignedLong(length);
                onData(flags, id, payload);
                return payload;
            }
            case Header.WINDOW_UPDATE -> onWindowUpdate(flags, id, Integer.toUnsignedLong(length));
            case Header.PING -> onPing(flags, id, length);
            case Header.GO_AWAY -> onGoAway(id, length);
            default -> throw new ProtocolViolation("frame of type " + type);
        }
        return 0;
    }

    @Override
    public void onPayload(ByteBuf piece, boolean last) {
        Stream stream = receiving;
        if (stream == null || stream.isEnded()) {
            piece.release();
        } else {
            stream.inbox().onPayload(piece);
        }
        if (last) {
            onPayloadEnd();
        }
    }

    private void onPayloadEnd() {
        Stream stream = receiving;
        receiving = null;
        if (finFollows && stream != null && !stream.isEnded()) {
            stream.inbox().onFin();
        }
    }

    private void onData(int flags, int id, long payload) throws ProtocolViolation {
        receiving = null;
        if (payload == 0 && flags == 0) {
            countEmpty("empty data");
        }
        Stream stream = target("data", flags, id, payload, 0);
        if (stream == null) {
            requireOpened(flags, id);
            return;
        }
        boolean fin = (flags & Header.FIN) != 0;
        StreamInbox inbox = stream.inbox();
        if (inbox.isFinished() && (payload > 0 || fin)) {
            violated(stream);
            return;
        }
        if (!inbox.window().accepts(payload)) {
            throw new ProtocolViolation(payload + " bytes on stream " + Integer.toUnsignedString(id)
                    + " with a window of " + inbox.window().creditBytes());
        }
        inbox.window().arrive((int) payload);
        receiving = stream;
        finFollows = fin;
        if (payload == 0) {
            onPayloadEnd();
        }
    }

    private void onWindowUpdate(int flags, int id, long delta) throws ProtocolViolation {
        if (delta == 0 && flags == 0) {
            countEmpty("window update of 0");
        }
        Stream stream = target("window update", flags, id, 0, delta);
        if (stream == null) {
            return;
        }
        if (!stream.sendWindow().accepts(delta)) {
            throw new ProtocolViolation("window of " + stream.sendWindow().availableBytes() + " raised by " + delta);
        }
        stream.sendWindow().grant(delta);
        session.outbox().added(stream, 0);
        if ((flags & Header.FIN) == 0) {
            return;
        }
        if (stream.inbox().isFinished()) {
            violated(stream);
        } else {
            stream.inbox().onFin();
        }
    }

    /** The stream that a frame acts on, opened by it or before; null when there is nothing to act on. */
    private @Nullable Stream target(String what, int flags, int id, long payload, long delta) throws ProtocolViolation {
        if (id == 0) {
            throw new ProtocolViolation(what + " on stream 0");
        }
        if ((flags & Header.SYN) != 0) {
            return onSyn(flags, id, payload, delta);
        }
        Stream stream = session.streams().find(id);
        if (stream == null || isUnheardOf(stream)) {
            return null;
        }
        if ((flags & Header.RST) != 0) {
            stream.fail(isRefusal(stream, flags) ? StreamEnd.OPEN_REFUSED : StreamEnd.RESET_BY_PEER);
            return null;
        }
        session.openings().acknowledged(stream);
        return stream.isEnded() ? null : stream;
    }

    /** An own stream whose SYN has not left: the peer cannot know it. */
    private static boolean isUnheardOf(Stream stream) {
        return stream.opening() == Opening.WAITING || stream.opening() == Opening.ADMITTED;
    }

    /** Whether the reset is the first that the peer says of an own stream; it may accept and reset in one frame. */
    private static boolean isRefusal(Stream stream, int flags) {
        return stream.isOwn() && !stream.isAcknowledged() && (flags & Header.ACK) == 0;
    }

    /** Data for a stream that is gone is dropped; for one that never was it is an error, unless it resets (Y-06). */
    private void requireOpened(int flags, int id) throws ProtocolViolation {
        if ((flags & (Header.SYN | Header.RST)) == 0 && !wasOpened(id)) {
            throw new ProtocolViolation("data on stream " + Integer.toUnsignedString(id) + ", which nobody opened");
        }
    }

    /** Whether a stream of this id has ever lived, by the parity of the end that opens such ids. */
    private boolean wasOpened(int id) {
        if (session.role().opens(id)) {
            return session.openings().wasOpened(id) && session.streams().find(id) == null;
        }
        return session.arrivals().wasOpened(id);
    }

    /** All rules on SYN come before the stream exists (Y-03, Y-04, Y-07, Y-09, Y-12). */
    private @Nullable Stream onSyn(int flags, int id, long payload, long delta) throws ProtocolViolation {
        String name = Integer.toUnsignedString(id);
        if ((flags & Header.ACK) != 0) {
            throw new ProtocolViolation("SYN and ACK in one frame on stream " + name);
        }
        if (session.role().opens(id)) {
            throw new ProtocolViolation("stream " + name + " opened with our parity");
        }
        if (session.streams().find(id) != null) {
            throw new ProtocolViolation("stream " + name + " opened twice");
        }
        if (payload > Windows.INITIAL_BYTES) {
            throw new ProtocolViolation(payload + " bytes on new stream " + name);
        }
        if (Windows.INITIAL_BYTES + delta > SendWindow.MAX_BYTES) {
            throw new ProtocolViolation("window of new stream " + name + " raised by " + delta);
        }
        session.arrivals().seen(id);
        if ((flags & Header.RST) != 0) {
            return null;
        }
        return admit(id);
    }

    private @Nullable Stream admit(int id) throws ProtocolViolation {
        Arrivals arrivals = session.arrivals();
        if (session.shutdown().isLeaving() || arrivals.isFull()) {
            session.outbox().reset(id);
            arrivals.overLimit();
            return null;
        }
        Stream stream = session.adopt(id);
        Optional<StreamEvents> owner = session.events().onStream(stream);
        if (owner.isPresent()) {
            stream.ownedBy(owner.get());
            arrivals.accepted();
            if (session.isEnded()) {
                owner.get().onReset(StreamEnd.SESSION_LOST);
            }
            return stream.isEnded() ? null : stream;
        }
        stream.refuse();
        if (!session.isEnded()) {
            arrivals.refused();
        }
        return null;
    }

    /** The peer broke a rule of one stream: that one is reset, the session lives (Y-13). */
    private void violated(Stream stream) {
        session.outbox().reset(stream);
        stream.fail(StreamEnd.PEER_VIOLATION);
    }

    private void onPing(int flags, int id, int value) throws ProtocolViolation {
        if (id != 0) {
            throw new ProtocolViolation("ping on stream " + Integer.toUnsignedString(id));
        }
        if (flags == Header.ACK && session.heartbeat().onAnswer(value, session.lastReceivedNanos())) {
            return;
        }
        countEmpty("ping");
        if (flags == Header.SYN) {
            session.outbox().answerPing(value);
        }
    }

    private void onGoAway(int id, int code) throws ProtocolViolation {
        if (id != 0) {
            throw new ProtocolViolation("GoAway on stream " + Integer.toUnsignedString(id));
        }
        session.shutdown().onGoAway(GoAwayCode.of(code), code);
    }

    private void countEmpty(String what) throws ProtocolViolation {
        if (!emptyFrames.allows(session.lastReceivedNanos())) {
            throw new ProtocolViolation("a flood of frames without effect, the last a " + what);
        }
    }
}
