// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SocketLink} writes: gathered for a turn of the loop, so that it leaves in one system call, in as few
 * buffers as copying is cheap for. Confined to the channel's event loop.
 */
final class SocketOutput {
    /**
     * How long the last bytes of a closing link may stand still. The kernel takes more only when half of
     * {@link #UNSENT_BYTES} has left, so that a peer of 900 bytes a second looks as if it took nothing for as long.
     */
    private static final int STALL_SECONDS = 75;

    /** Up to this, copying behind the bytes before is cheaper than a buffer more in a gathering write. */
    private static final int COPY_BYTES = 4096;

    /**
     * What the kernel may hold that it has not sent. Without a bound a reader who stands still takes megabytes before
     * it looks slow: memory that no window counts, and that windows grow for.
     */
    static final int UNSENT_BYTES = 128 * 1024;

    private final Channel channel;
    private final Runnable flush = this::flush;
    /**
     * The last bytes written, not yet with the channel: a head is joined by its small body, and one buffer leaves in
     * one plain send instead of a gathering write.
     */
    private @Nullable ByteBuf tail;

    /** How much was written until the kernel's bound was set, which a short answer does without. */
    private int unboundedBytes;

    private boolean flushQueued;
    private boolean connected;
    private boolean finished;
    private boolean lost;
    private boolean shutDown;

    SocketOutput(Channel channel) {
        this.channel = channel;
        connected = channel.isActive();
    }

    /** The channel is connected: what was written before leaves. */
    void connected() {
        connected = true;
        queueFlush();
    }

    /** Whether bytes may still be written. */
    boolean isOpen() {
        return !finished && !lost;
    }

    /** Whether the output was ended, be it that FIN still waits behind bytes. */
    boolean isFinished() {
        return finished;
    }

    /** Whether the peer takes nothing any more, though it may have something to say. */
    boolean isLost() {
        return lost;
    }

    /** A write failed: none can succeed any more. */
    void lost() {
        lost = true;
    }

    /** Queues bytes, or releases them when none can be written any more; takes ownership. */
    void write(ByteBuf bytes) {
        if (finished || lost) {
            bytes.release();
            return;
        }
        if (!connected) {
            // The channel fails these when it cannot connect, which is how the receiver learns of it.
            channel.write(bytes, channel.voidPromise());
            return;
        }
        ByteBuf last = tail;
        int length = bytes.readableBytes();
        if (last != null && length <= COPY_BYTES && last.writableBytes() >= length) {
            last.writeBytes(bytes);
            bytes.release();
            return;
        }
        handOver();
        boundUnsent(length);
        if (length <= COPY_BYTES) {
            tail = bytes;
        } else {
            channel.write(bytes, channel.voidPromise());
        }
        queueFlush();
    }

    private void boundUnsent(int length) {
        if (unboundedBytes < UNSENT_BYTES) {
            unboundedBytes += length;
            // A closed channel's option fails with the system's own words.
            if (unboundedBytes >= UNSENT_BYTES
                    && channel.isOpen()
                    && channel.config() instanceof EpollSocketChannelConfig config) {
                config.setTcpNotSentLowAt(UNSENT_BYTES);
            }
        }
    }

    /** Hands the last bytes on to the channel; whatever asks the channel to flush or close calls this first. */
    void handOver() {
        ByteBuf last = tail;
        if (last != null) {
            tail = null;
            channel.write(last, channel.voidPromise());
        }
    }

    private void queueFlush() {
        if (!flushQueued && connected) {
            flushQueued = true;
            EndOfTurn.run(channel.eventLoop(), flush);
        }
    }

    private void flush() {
        flushQueued = false;
        handOver();
        channel.flush();
    }

    /** Flushes; the result is done when all that was written so far has left or never will. */
    ChannelFuture flushAll() {
        handOver();
        return channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    /** Ends the output once all has left (FIN). */
    void finish() {
        finished = true;
        flushAll().addListener(written -> {
            if (channel.isActive()) {
                shutDown();
            }
        });
    }

    /** Whether FIN was sent, so that the peer's own ends the connection. */
    boolean isShutDown() {
        return shutDown;
    }

    /** Netty's own way makes an exception with its stack trace each time, for writes that cannot come here. */
    private void shutDown() {
        shutDown = true;
        // Else the end of the input is a half-close too, and shutting it down fails, with a trace, once both ends are
        // gone.
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        if (channel instanceof EpollSocketChannel epoll) {
            try {
                new Socket(epoll.fd().intValue()).shutdown(false, true);
            } catch (IOException | NotYetConnectedException ignored) {
                // The peer has reset the connection (ENOTCONN), which the next read tells.
            }
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** What was written and is not with the system yet. */
    long unsentBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        ByteBuf last = tail;
        return (buffer == null ? 0 : buffer.totalPendingWriteBytes()) + (last == null ? 0 : last.readableBytes());
    }

    /** Drops what the channel does not have yet. */
    void drop() {
        ReferenceCountUtil.release(tail);
        tail = null;
    }

    /** Closes the channel when all has left, or when the peer takes nothing any more. */
    void close() {
        if (!channel.isOpen()) {
            drop();
            return;
        }
        ChannelFuture written = flushAll();
        written.addListener(ChannelFutureListener.CLOSE);
        if (!written.isDone()) {
            closeUnlessMoving(Long.MAX_VALUE);
        }
    }

    /** A peer that takes nothing of the last bytes for a while is cut off, else it would hold the socket for good. */
    private void closeUnlessMoving(long pendingBefore) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        if (pending == pendingBefore) {
            channel.close();
            return;
        }
        channel.eventLoop()
                .schedule(
                        () -> {
                            if (channel.isOpen()) {
                                closeUnlessMoving(pending);
                            }
                        },
                        STALL_SECONDS,
                        TimeUnit.SECONDS);
    }
}
