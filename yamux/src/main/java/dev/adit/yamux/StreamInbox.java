// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a stream: bytes on their way from the frames to the reader, who may pause.
 *
 * <p>Order is bytes, then FIN, then the loss of the session, whatever the reader does inside its callbacks; credit
 * returns when the reader was given the bytes. Confined to the session's event loop.
 */
final class StreamInbox {
    /** Pieces up to this size are copied when they have to wait, so that they do not pin a whole read buffer. */
    private static final int COPY_BYTES = 2048;
    /** So are larger ones of a read that filled less than so much of its buffer: many streams pin one each. */
    private static final double DENSE = 0.75;

    private final Stream stream;
    private final ReceiveWindow window;
    private final ByteQueue waiting = new ByteQueue();
    private @Nullable StreamEnd lost;
    private boolean paused;
    private boolean abandoned;
    private boolean delivering;
    private boolean finished;
    private boolean told;
    private boolean dropped;
    private long stillSinceNanos;

    StreamInbox(Stream stream, long nowNanos) {
        this.stream = stream;
        window = new ReceiveWindow(nowNanos);
    }

    ReceiveWindow window() {
        return window;
    }

    /** Whether the peer's FIN came, delivered or not. */
    boolean isFinished() {
        return finished;
    }

    /** Whether the peer's FIN came and the reader knows, or does not want to. */
    boolean isDone() {
        return told;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    int waitingBytes() {
        return waiting.byteCount();
    }

    /** Since when the reader has taken nothing, while bytes wait; after its abandonment, since when nobody reads. */
    long stillSinceNanos() {
        return stillSinceNanos;
    }

    /** Takes in a piece of a frame. Takes ownership. */
    void onPayload(ByteBuf piece) {
        int bytes = piece.readableBytes();
        if (abandoned) {
            piece.release();
            consumed(bytes);
            return;
        }
        if (paused || delivering || !waiting.isEmpty()) {
            buffer(piece);
            stream.session().memory().buffered(bytes);
            return;
        }
        consumed(bytes);
        delivering = true;
        try {
            stream.events().onBytes(piece);
        } finally {
            delivering = false;
        }
        deliver();
    }

    private void buffer(ByteBuf piece) {
        if (waiting.isEmpty()) {
            stillSinceNanos = stream.session().nanoTime();
        }
        if (piece.readableBytes() > COPY_BYTES && isDense(piece)) {
            waiting.add(piece);
        } else {
            waiting.addCopied(piece, stream.session().allocator());
        }
    }

    /** Whether what the piece pins, itself or the read that it is a slice of, is mostly bytes. */
    private static boolean isDense(ByteBuf piece) {
        ByteBuf root = piece.unwrap() == null ? piece : piece.unwrap();
        return root.writerIndex() >= root.capacity() * DENSE;
    }

    /** The peer's FIN came, after all its payload. */
    void onFin() {
        finished = true;
        deliver();
    }

    void pause() {
        paused = !abandoned;
    }

    void resume() {
        paused = false;
        deliver();
    }

    /** Nobody reads any more, paused or not: what still comes is dropped, and the FIN ends the stream (Y-17). */
    void abandon() {
        if (abandoned) {
            return;
        }
        abandoned = true;
        paused = false;
        stillSinceNanos = stream.session().nanoTime();
        int bytes = waiting.byteCount();
        waiting.clear();
        stream.session().memory().unbuffered(bytes);
        consumed(bytes);
        deliver();
    }

    /** Drops what waits; nothing is delivered any more. */
    void drop() {
        dropped = true;
        int bytes = waiting.byteCount();
        waiting.clear();
        stream.session().memory().unbuffered(bytes);
    }

    /** The session ended: what waits stays readable, then comes the end (Y-27). */
    void lose() {
        lost = StreamEnd.SESSION_LOST;
        if (waiting.isEmpty() && (!finished || told)) {
            paused = false;
        }
        deliver();
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            boolean more = true;
            while (more && !paused && !dropped) {
                more = deliverOne();
            }
        } finally {
            delivering = false;
        }
    }

    /** One step; false when there is nothing left to tell. */
    private boolean deliverOne() {
        ByteBuf next = waiting.poll();
        if (next != null) {
            deliverWaiting(next);
            return true;
        }
        if (finished && !told) {
            told = true;
            stream.endWhenDone();
            if (!abandoned) {
                stream.events().onFinished();
            }
            return true;
        }
        StreamEnd end = lost;
        if (end == null) {
            return false;
        }
        dropped = true;
        if (!told || !stream.isFinSent()) {
            stream.events().onReset(end);
        }
        return false;
    }

    private void deliverWaiting(ByteBuf bytes) {
        int count = bytes.readableBytes();
        stillSinceNanos = stream.session().nanoTime();
        stream.session().memory().unbuffered(count);
        consumed(count);
        stream.events().onBytes(bytes);
    }

    private void consumed(int bytes) {
        window.consume(bytes);
        if (finished || stream.isEnded() || !window.updateIsDue()) {
            return;
        }
        Session session = stream.session();
        if (!abandoned
                && window.wantsToGrow(session.nanoTime(), session.heartbeat().roundTripNanos())) {
            window.grow(session.memory().takeGrowth(window));
        }
        session.outbox().control(stream);
    }
}
