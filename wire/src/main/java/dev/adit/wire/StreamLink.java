// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import dev.adit.yamux.Session;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEnd;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a session as a link that carries one exchange: the one object that a stream costs us besides the engine's own.
 *
 * <p>Bytes read too far (behind a preamble) can be {@linkplain #unread pushed back}. Confined to the session's event
 * loop. The {@link StreamEvents} face belongs to the engine alone.
 */
public final class StreamLink implements UpstreamLink, StreamEvents {
    private final EventExecutor executor;
    private final int tunnel;
    private @Nullable Stream stream;
    private @Nullable LinkReceiver receiver;
    /** Pushed back while reading is paused; goes out before anything else. */
    private @Nullable ByteBuf held;

    private boolean paused;
    private boolean finishHeld;

    private StreamLink(EventExecutor executor, int tunnel, @Nullable Stream stream) {
        this.executor = executor;
        this.tunnel = tunnel;
        this.stream = stream;
    }

    /** Opens a stream for no tunnel in particular; the receiver must be named before the end of this turn. */
    public static StreamLink open(Session session, EventExecutor executor) {
        return open(session, 0, executor);
    }

    /** Opens a stream for a tunnel of the session; the receiver must be named before the end of this turn. */
    public static StreamLink open(Session session, int tunnel, EventExecutor executor) {
        StreamLink link = new StreamLink(executor, tunnel, null);
        link.stream = session.open(link);
        return link;
    }

    /** Wraps a stream that the peer opened; the receiver must be named before this link is given to the engine. */
    public static StreamLink accept(Stream stream, EventExecutor executor) {
        return new StreamLink(executor, 0, stream);
    }

    /** The stream below. */
    public Stream stream() {
        if (stream == null) {
            throw new IllegalStateException("stream is being opened");
        }
        return stream;
    }

    /**
     * Gives back bytes that were read too far: they are delivered to the present receiver, at once or when reading is
     * resumed, before anything else. Takes ownership of the buffer. Call from within {@link LinkReceiver#onBytes}.
     */
    public void unread(ByteBuf bytes) {
        LinkReceiver to = receiver;
        if (to == null || !bytes.isReadable()) {
            bytes.release();
        } else if (paused) {
            held = bytes;
        } else {
            to.onBytes(bytes);
        }
    }

    /** The number of the tunnel that it was opened for; 0 for none. */
    public int tunnel() {
        return tunnel;
    }

    @Override
    public boolean isUnsent() {
        return stream().isWaiting();
    }

    /** Never: a stream serves one exchange (H1-17). */
    @Override
    public boolean isReused() {
        return false;
    }

    @Override
    public void endRequest() {
        finish();
    }

    @Override
    public void release(boolean reusable) {
        close();
    }

    @Override
    public EventExecutor executor() {
        return executor;
    }

    @Override
    public void receiver(LinkReceiver newReceiver) {
        receiver = newReceiver;
    }

    @Override
    public void write(ByteBuf bytes) {
        stream().write(bytes);
    }

    @Override
    public void finish() {
        stream().finish();
    }

    @Override
    public void close() {
        deafen();
        stream().finish();
        stream().abandon();
    }

    @Override
    public void abort() {
        deafen();
        stream().reset();
    }

    /** Turns away the stream that the peer opened, as one that nobody took. */
    public void refuse() {
        deafen();
        stream().refuse();
    }

    @Override
    public boolean isWritable() {
        return stream().isWritable();
    }

    @Override
    public void pauseReading() {
        paused = true;
        stream().pauseReading();
    }

    @Override
    public void resumeReading() {
        paused = false;
        if (held != null) {
            deliverHeld(held);
        }
        if (paused) {
            return;
        }
        if (finishHeld) {
            finishHeld = false;
            onFinished();
        }
        stream().resumeReading();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        LinkReceiver to = receiver;
        if (to == null) {
            bytes.release();
            return;
        }
        to.onBytes(bytes);
    }

    @Override
    public void onFinished() {
        if (held != null) {
            finishHeld = true;
        } else if (receiver != null) {
            receiver.onFinished();
        }
    }

    @Override
    public void onReset(StreamEnd end) {
        LinkReceiver to = receiver;
        deafen();
        if (to != null) {
            to.onAborted(failure(end));
        }
    }

    @Override
    public void onWritable() {
        if (receiver != null) {
            receiver.onWritable();
        }
    }

    private void deliverHeld(ByteBuf bytes) {
        held = null;
        onBytes(bytes);
    }

    private void deafen() {
        receiver = null;
        ReferenceCountUtil.release(held);
        held = null;
    }

    /** What a visitor is told when the stream to the agent fails before an answer has begun. */
    private static LinkFailure failure(StreamEnd end) {
        ErrorCode code = switch (end) {
            case RESET_BY_PEER, PEER_VIOLATION -> ErrorCode.SERVICE_RESET;
            case OPEN_REFUSED -> ErrorCode.BUSY;
            case OPEN_TIMEOUT, ACK_TIMEOUT -> ErrorCode.OPEN_TIMEOUT;
            case SESSION_LOST -> ErrorCode.AGENT_LOST;
            case STALLED, ABANDONED -> ErrorCode.EXCHANGE_IDLE;
        };
        return new LinkFailure(code, inWords(end));
    }

    private static String inWords(StreamEnd end) {
        return switch (end) {
            case RESET_BY_PEER -> "the local service or its agent broke the connection off";
            case PEER_VIOLATION -> "the agent broke the rules of the connection";
            case OPEN_REFUSED -> "the agent took no connection";
            case OPEN_TIMEOUT -> "too many connections wait for the agent";
            case ACK_TIMEOUT -> "the agent did not take the connection in time";
            case SESSION_LOST -> "the agent was lost";
            case STALLED -> "too much waited to be taken, and this connection had stood still longest";
            case ABANDONED -> "the rest did not come in time";
        };
    }
}
