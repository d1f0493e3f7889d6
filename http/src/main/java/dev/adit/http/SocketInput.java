// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SocketLink} reads, on its way to a receiver who may pause, or may not be named yet: a socket may be read
 * as soon as it is registered.
 *
 * <p>Order is bytes, then the end of the input, once, whatever the receiver does inside its callbacks; bytes that came
 * all the same while reading was paused are held. Confined to the channel's event loop.
 */
final class SocketInput {
    private final Channel channel;
    private final SocketLink link;
    private LinkReceiver receiver = Nobody.INSTANCE;
    private @Nullable ArrayDeque<ByteBuf> held;
    private @Nullable LinkFailure missed;
    private boolean heard;
    private boolean paused;
    private boolean finished;
    private boolean finishDelivered;

    SocketInput(Channel channel, SocketLink link) {
        this.channel = channel;
        this.link = link;
    }

    LinkReceiver receiver() {
        return receiver;
    }

    /** The first receiver also hears at once what came before it. */
    void receiver(LinkReceiver newReceiver) {
        boolean first = !heard;
        heard = true;
        receiver = newReceiver;
        if (missed != null) {
            LinkFailure failure = missed;
            missed = null;
            newReceiver.onAborted(failure);
        } else if (first && !paused) {
            deliverHeld();
        }
    }

    boolean isPaused() {
        return paused;
    }

    /** Whether the peer has ended its output; the receiver may not know yet. */
    boolean isFinished() {
        return finished;
    }

    /** Whether the receiver has all that the peer sent, and knows of its end. */
    boolean isFinishDelivered() {
        return finishDelivered;
    }

    void pause() {
        if (!paused) {
            paused = true;
            channel.config().setAutoRead(false);
        }
    }

    void resume() {
        if (!paused || link.isEnded()) {
            return;
        }
        paused = false;
        deliverHeld();
        if (!paused && !link.isEnded() && !finished) {
            channel.config().setAutoRead(true);
        }
    }

    /** Bytes came; takes ownership. */
    void onBytes(ByteBuf bytes) {
        if (link.isEnded() || !bytes.isReadable()) {
            bytes.release();
        } else if (paused || !heard) {
            hold(bytes);
        } else {
            receiver.onBytes(bytes);
        }
    }

    private void hold(ByteBuf bytes) {
        if (held == null) {
            // Few links ever hold anything, and those that do hold the rest of one read.
            held = new ArrayDeque<>(2);
        }
        held.add(bytes);
    }

    /** The peer ended its output. */
    void onFinished() {
        if (finished || link.isEnded()) {
            return;
        }
        finished = true;
        if (heard && (held == null || held.isEmpty())) {
            deliverFinish();
        }
    }

    private void deliverHeld() {
        while (held != null && !held.isEmpty() && !paused) {
            receiver.onBytes(held.remove());
        }
        if (finished && !paused) {
            deliverFinish();
        }
    }

    private void deliverFinish() {
        if (!finishDelivered && !link.isEnded()) {
            finishDelivered = true;
            link.onInputFinished();
        }
    }

    /** The link ended: what is held, and what still comes, is dropped. */
    void drop() {
        receiver = Nobody.INSTANCE;
        if (held != null) {
            held.forEach(ByteBuf::release);
            held = null;
        }
    }

    /** The link broke: tells whoever listened, or the one who is named first, after dropping everything. */
    void fail(LinkReceiver listened, LinkFailure failure) {
        if (heard) {
            listened.onAborted(failure);
        } else {
            missed = failure;
        }
    }
}
