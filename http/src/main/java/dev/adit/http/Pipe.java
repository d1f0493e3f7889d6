// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Joins two links byte for byte: what one brings the other sends, an end of output is passed on alone, a break breaks
 * both (WS-05). Nothing is buffered beyond the links' own marks, and nothing is ever cut for being idle. Confined to
 * the event loop that both links share.
 */
public final class Pipe {
    /** Watches a pipe; called on its event loop. */
    public interface Observer {
        /** Bytes pass from the first link to the second; borrowed. */
        default void onForward(ByteBuf bytes) {}

        /** Bytes pass from the second link to the first; borrowed. */
        default void onBackward(ByteBuf bytes) {}

        /** One link broke; {@link #onEnd} follows. */
        default void onBroken(LinkFailure failure, boolean isFirst) {}

        /** Both directions have ended, or one link broke; called exactly once. */
        default void onEnd(boolean broken) {}
    }

    private final Observer observer;
    private int openDirections = 2;
    private boolean ended;

    private Pipe(Observer observer) {
        this.observer = observer;
    }

    /** Joins the links; both deliver to the pipe from now on, paused or not before. Returns what hears the first link. */
    public static LinkReceiver join(Link first, Link second, Observer observer) {
        return join(first, Unpooled.EMPTY_BUFFER, second, Unpooled.EMPTY_BUFFER, observer);
    }

    /** As {@link #join(Link, Link, Observer)}, after what was read of each before; takes ownership of it. */
    static LinkReceiver join(Link first, ByteBuf fromFirst, Link second, ByteBuf fromSecond, Observer observer) {
        Pipe pipe = new Pipe(observer);
        Direction forward = pipe.new Direction(first, second, true);
        Direction backward = pipe.new Direction(second, first, false);
        forward.begin(fromFirst);
        backward.begin(fromSecond);
        first.receiver(forward);
        second.receiver(backward);
        first.resumeReading();
        second.resumeReading();
        return forward;
    }

    private void directionEnded() {
        openDirections--;
        if (openDirections == 0) {
            end(false);
        }
    }

    private void end(boolean broken) {
        if (!ended) {
            ended = true;
            observer.onEnd(broken);
        }
    }

    /** One direction: from the link it listens to, to the other. */
    private final class Direction implements LinkReceiver {
        private final Link from;
        private final Link to;
        private final boolean forward;

        Direction(Link from, Link to, boolean forward) {
            this.from = from;
            this.to = to;
            this.forward = forward;
        }

        void begin(ByteBuf bytes) {
            if (bytes.isReadable()) {
                pass(bytes);
            } else {
                bytes.release();
            }
        }

        private void pass(ByteBuf bytes) {
            if (forward) {
                observer.onForward(bytes);
            } else {
                observer.onBackward(bytes);
            }
            to.write(bytes);
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            pass(bytes);
            if (!to.isWritable()) {
                from.pauseReading();
            }
        }

        @Override
        public void onFinished() {
            to.finish();
            directionEnded();
        }

        @Override
        public void onAborted(LinkFailure failure) {
            to.abort();
            if (!ended) {
                observer.onBroken(failure, forward);
            }
            end(true);
        }

        @Override
        public void onWritable() {
            to.resumeReading();
        }
    }
}
