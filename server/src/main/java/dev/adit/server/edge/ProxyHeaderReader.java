// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Clock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY header, version 1 or 2, that opens a connection of a trusted proxy, and goes out of the pipeline
 * (TP-07; haproxy's proxy-protocol.txt, section 2). Confined to the channel's event loop.
 *
 * <p>A header that names nobody (LOCAL, UNKNOWN, a family other than IPv4 and IPv6) is the proxy speaking for itself, as
 * in a health check: the visitor is the peer of the socket.
 */
final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {
    private final Consumer<InetSocketAddress> known;
    private final Consumer<String> refused;
    private Clock.@Nullable Timer timer;
    private boolean over;

    /**
     * @param known told who visits, once
     * @param refused told why the header is none, once; not when the peer just leaves
     */
    ProxyHeaderReader(Consumer<InetSocketAddress> known, Consumer<String> refused) {
        this.known = known;
        this.refused = refused;
    }

    /** Adds itself and what it stands on, before the channel is registered. */
    void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(new StrictProxyHeader(), new HAProxyMessageDecoder(StrictProxyHeader.MOST_TLV_BYTES), this);
    }

    /** The channel is registered: from now on the header has so much time; zero is for ever. */
    void start(Channel channel, Clock clock, Duration patience) {
        if (!over && !patience.isZero()) {
            timer = clock.after(
                    patience,
                    channel.eventLoop(),
                    () -> refuse(channel, "none came within " + patience.toMillis() + " ms"));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        HAProxyMessage header = (HAProxyMessage) message;
        InetSocketAddress visitor;
        try {
            visitor = visitor(header, (InetSocketAddress) context.channel().remoteAddress());
        } finally {
            header.release();
        }
        end();
        known.accept(visitor);
        // The decoder goes by itself; the check in front of it has gone, and passes on what came behind the header.
        context.pipeline().remove(this);
    }

    private static InetSocketAddress visitor(HAProxyMessage header, InetSocketAddress peer) {
        AddressFamily family = header.proxiedProtocol().addressFamily();
        boolean named = header.command() == HAProxyCommand.PROXY
                && (family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6);
        return named ? new InetSocketAddress(address(header.sourceAddress()), header.sourcePort()) : peer;
    }

    /** The decoder has checked that it is an address in digits. */
    private static InetAddress address(String digits) {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(digits);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new DecoderException("not an address", e);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            end();
            context.close();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException) {
            refuse(context.channel(), "it is malformed or too long");
        } else {
            end();
            context.close();
        }
    }

    private void refuse(Channel channel, String why) {
        if (!over) {
            end();
            refused.accept(why);
            channel.close();
        }
    }

    private void end() {
        over = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
