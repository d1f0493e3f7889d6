// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux.bench;

import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEnd;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The least child channel that carries a stream: no promise for a write, an id that costs nothing to make, a half-close
 * without a promise. Confined to the loop.
 */
final class StreamChannel extends AbstractChannel implements StreamEvents {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private @Nullable Stream stream;
    private boolean open = true;

    StreamChannel() {
        super(null, new CheapId());
    }

    void carriedBy(Stream carrier) {
        stream = carrier;
    }

    /** Writes through the pipeline and finishes. Takes ownership. */
    void send(ByteBuf bytes) {
        writeAndFlush(bytes, voidPromise());
        stream().finish();
    }

    private Stream stream() {
        if (stream == null) {
            throw new IllegalStateException("no stream yet");
        }
        return stream;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        pipeline().fireChannelRead(bytes);
        pipeline().fireChannelReadComplete();
    }

    @Override
    public void onFinished() {
        pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    @Override
    public void onReset(StreamEnd end) {
        throw new IllegalStateException(end.toString());
    }

    @Override
    public void onWritable() {
        throw new IllegalStateException("so little was never too much");
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        for (Object message = out.current(); message != null; message = out.current()) {
            stream().write(((ByteBuf) message).retain());
            out.remove();
        }
    }

    @Override
    protected void doBeginRead() {
        stream().resumeReading();
    }

    @Override
    protected void doClose() {
        open = false;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new StreamUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("a stream is not bound");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    private final class StreamUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            throw new UnsupportedOperationException("a stream is not connected");
        }
    }

    private static final class CheapId implements ChannelId {
        private static final long serialVersionUID = 1;

        @Override
        public String asShortText() {
            return "stream";
        }

        @Override
        public String asLongText() {
            return "stream";
        }

        @Override
        public int compareTo(ChannelId other) {
            return Integer.compare(System.identityHashCode(this), System.identityHashCode(other));
        }
    }
}
