// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening TCP socket that hands each accepted channel, not yet registered, to whoever serves it. Confined to its
 * event loop.
 */
public final class Listener extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 1024;

    private final Consumer<Channel> accepted;

    private Listener(Consumer<Channel> accepted) {
        this.accepted = accepted;
    }

    /** Binds; the future tells whether that worked and holds the listening channel. */
    public static ChannelFuture bind(
            Transport transport, EventLoopGroup loops, SocketAddress address, Consumer<Channel> accepted) {
        ServerChannel channel = transport.newServerSocket();
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.pipeline().addLast(new Listener(accepted));
        EventLoop loop = loops.next();
        ChannelFuture registered = loop.register(channel);
        io.netty.channel.ChannelPromise bound = channel.newPromise();
        registered.addListener(done -> {
            if (done.isSuccess()) {
                channel.bind(address, bound).addListener(ready -> {
                    if (!ready.isSuccess()) {
                        channel.close();
                    }
                });
            } else {
                bound.setFailure(done.cause());
            }
        });
        return bound;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        accepted.accept((Channel) message);
    }

    /** Accepting failed, most often for want of file descriptors: it rests for a second instead of spinning. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("accepting on {} rests for a second: {}", context.channel().localAddress(), cause.toString());
        context.channel().config().setAutoRead(false);
        context.executor().schedule(() -> context.channel().config().setAutoRead(true), 1, TimeUnit.SECONDS);
    }
}
