// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import dev.adit.http.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.flow.FlowControlHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The local service of {@code adit demo}: a page, a WebSocket clock, an event stream, an upload, a download and an
 * echo, on a loopback port of its own.
 *
 * <p>Everything is streamed: bodies of any size pass in flat memory. {@link #start} and {@link #close} block and belong
 * to one thread.
 */
public final class SampleApplication implements AutoCloseable {
    private final Transport transport = Transport.best();
    private final EventLoopGroup loop = transport.newLoops("adit-demo-service", 1);
    private final ChannelGroup connections = new DefaultChannelGroup(loop.next());
    private @Nullable Channel listener;
    private int port;

    /** Binds a free loopback port. */
    public void start() {
        Channel bound = new ServerBootstrap()
                .group(loop)
                .channelFactory(transport::newServerSocket)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new Connection(connections))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        listener = bound;
        port = ((InetSocketAddress) bound.localAddress()).getPort();
    }

    /** The port, once started. */
    public int port() {
        return port;
    }

    /** Closes the listener and every connection at once. */
    @Override
    public void close() {
        // First and by itself: a loop that ended with NIO was seen to leave its listener open in the kernel.
        if (listener != null) {
            listener.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
        // Before the loop: one that ends no longer runs the tasks that give back what a channel still had to write.
        connections.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private static final class Connection extends ChannelInitializer<Channel> {
        private final ChannelGroup connections;

        Connection(ChannelGroup connections) {
            this.connections = connections;
        }

        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            channel.pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpServerKeepAliveHandler())
                    // One message per read(): what was pipelined waits until the answer before it is out.
                    .addLast(new FlowControlHandler())
                    .addLast(new ExchangeHandler());
        }
    }
}
