// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import dev.adit.http.EndOfTurn;
import dev.adit.yamux.Session;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a carrier sends: at the end of a turn in which its session had something to say, one binary frame per batch, and
 * one flush.
 *
 * <p>Invariant: while the channel is not writable the session keeps its frames, so that a ping waits behind little data
 * (Y-24), and of pongs only the newest waits; nothing follows a close frame. Confined to the channel's event loop.
 */
final class CarrierOutput implements Runnable {
    /** The most that goes into one WebSocket frame, and so the most that a turn adds over the high watermark. */
    private static final int BATCH_BYTES = 64 * 1024;
    /** One yamux data frame: enough while the socket is behind, so that little waits in front of a ping. */
    private static final int SLOW_BATCH_BYTES = 16 * 1024;

    private final ChannelHandlerContext context;
    private final Session session;
    private final FrameWriter writer;
    private final LongSupplier clock;
    private final UnsentBound unsent = new UnsentBound();
    private byte @Nullable [] pongDue;
    private boolean scheduled;
    private boolean closed;

    /**
     * @param clock monotonic nanoseconds
     */
    CarrierOutput(ChannelHandlerContext context, Session session, FrameWriter writer, LongSupplier clock) {
        this.context = context;
        this.session = session;
        this.writer = writer;
        this.clock = clock;
        boundUnsent();
    }

    private void boundUnsent() {
        Channel channel = context.channel();
        channel.config().setWriteBufferWaterMark(unsent.waterMark());
        if (channel.config() instanceof EpollSocketChannelConfig epoll) {
            epoll.setTcpNotSentLowAt(unsent.bytes());
        }
    }

    /** Answers a ping; only the newest needs it (RFC 6455 section 5.5.3), so a flood queues nothing. */
    void pong(byte[] payload) {
        pongDue = payload;
        schedule();
    }

    /** The session has something to say: it leaves at the end of this turn. */
    void schedule() {
        if (!scheduled) {
            scheduled = true;
            EndOfTurn.run(context.executor(), this);
        }
    }

    /** The channel became writable, or not. */
    void onWritabilityChanged() {
        if (hasWork()) {
            schedule();
        }
    }

    private boolean hasWork() {
        return context.channel().isWritable() && (pongDue != null || session.hasPending());
    }

    /** The end of a turn. */
    @Override
    public void run() {
        scheduled = false;
        if (closed || !context.channel().isActive()) {
            return;
        }
        boolean behind =
                context.channel().bytesBeforeUnwritable() <= unsent.waterMark().high() - SLOW_BATCH_BYTES;
        int written = 0;
        while (hasWork()) {
            writePong();
            written += writeBatch(behind ? SLOW_BATCH_BYTES : BATCH_BYTES);
        }
        if (unsent.sent(written, clock)) {
            boundUnsent();
        }
        context.flush();
    }

    private void writePong() {
        if (pongDue != null) {
            writer.writeControl(FrameReader.PONG, pongDue);
            pongDue = null;
        }
    }

    private int writeBatch(int maxBytes) {
        session.drain(writer.batch(), maxBytes);
        int bytes = writer.batch().byteCount();
        writer.writeBatch();
        return bytes;
    }

    /** Sends the last bytes, writable or not: what the session left (its GoAway), then a close frame. */
    void close(CloseCode code) {
        closed = true;
        while (session.hasPending()) {
            writeBatch(BATCH_BYTES);
        }
        int number = code.number();
        writer.writeControl(FrameReader.CLOSE, new byte[] {(byte) (number >>> 8), (byte) number});
        context.flush();
    }

    /** Drops what was begun; the carrier has left its pipeline. */
    void release() {
        writer.release();
    }
}
