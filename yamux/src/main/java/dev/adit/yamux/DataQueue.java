// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The streams that can send something now, SYN, bytes or FIN: each waits here once, and in turn each puts one frame into
 * the batch (Y-24).
 *
 * <p>Invariant: {@link #unsentBytes} is what all streams of the session together hold for their peer, those included
 * that have no credit and so do not wait here. Confined to the session's event loop.
 */
final class DataQueue {
    /** A frame cut short by the carrier's bound is not worth its header below this payload. */
    private static final int SMALLEST_CUT_BYTES = 1024;

    /** What frames besides those of this queue may take in a batch whose size is guessed. */
    private static final int OTHER_HEADERS = 8;

    private final SessionConfig config;
    private @Nullable ArrayDeque<Stream> ready;
    private @Nullable ArrayDeque<Stream> drained;
    private long unsentBytes;

    DataQueue(SessionConfig config) {
        this.config = config;
    }

    boolean isEmpty() {
        return ready == null || ready.isEmpty();
    }

    long unsentBytes() {
        return unsentBytes;
    }

    /** How many bytes of a batch all that waits may take, as a guess; for how large a buffer to begin. */
    long expectedBytes() {
        long headers = OTHER_HEADERS + (ready == null ? 0 : 2L * ready.size());
        return unsentBytes + headers * Header.BYTES;
    }

    /** Bytes were added to a stream, or it may send what it could not before; whether it waits here only now. */
    boolean added(Stream stream, int bytes) {
        unsentBytes += bytes;
        if (!stream.isSendable() || !stream.enterReady(true)) {
            return false;
        }
        if (ready == null) {
            ready = new ArrayDeque<>();
        }
        ready.add(stream);
        return true;
    }

    /** The stream ended: what it wanted to send is dropped. */
    void forget(Stream stream) {
        unsentBytes -= stream.outbound().byteCount();
        if (ready != null && stream.enterReady(false)) {
            ready.removeFirstOccurrence(stream);
        }
    }

    /** The session ended: nobody sends any more, nor hears that he may. */
    void clear() {
        ready = null;
        drained = null;
    }

    /** Moves frames into the batch, which held {@code before} bytes, until it holds {@code end} at most. */
    void drain(FrameBatch batch, int before, int end) {
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
            send(batch, stream, payload);
            added(stream, 0);
        }
    }

    private int payload(Stream stream) {
        int whole = Math.min(stream.outbound().byteCount(), config.windows().frameBytes());
        return (int) Math.min(whole, stream.sendWindow().availableBytes());
    }

    private void send(FrameBatch batch, Stream stream, int payload) {
        boolean fin = stream.finIsDueAfter(payload);
        int flags = stream.takeOpeningFlags();
        if (payload > 0) {
            boolean rides = fin && config.finRidesData();
            header(batch, Header.DATA, rides ? flags | Header.FIN : flags, stream.id(), payload);
            move(stream, payload, batch);
            if (fin && !rides) {
                header(batch, Header.WINDOW_UPDATE, Header.FIN, stream.id(), 0);
            }
        } else if (fin || flags != 0) {
            header(batch, Header.WINDOW_UPDATE, fin ? flags | Header.FIN : flags, stream.id(), 0);
        }
        if (stream.hasDrained()) {
            noteDrained(stream);
        }
        if (fin) {
            stream.finSent();
        }
    }

    private void header(FrameBatch batch, int type, int flags, int id, int length) {
        int expected = (int) Math.min(Integer.MAX_VALUE, expectedBytes());
        batch.header(Header.typeAndFlags(type, flags), id, length, expected);
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

    private void noteDrained(Stream stream) {
        if (drained == null) {
            drained = new ArrayDeque<>(4);
        }
        drained.add(stream);
    }

    /** After the frames, so that an owner who writes, resets or closes finds everything consistent. */
    void tellWritable() {
        if (drained != null) {
            for (Stream next = drained.poll(); next != null; next = drained == null ? null : drained.poll()) {
                next.tellWritable();
            }
        }
    }
}
