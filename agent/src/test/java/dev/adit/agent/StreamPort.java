// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.http.SocketLink;
import dev.adit.http.Transport;
import dev.adit.testkit.Loops;
import dev.adit.testkit.RawClient;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Stands for the server's streams: each connection to a loopback port becomes one stream of the forwarder. */
final class StreamPort implements AutoCloseable {
    private final Channel listener;

    private StreamPort(Channel listener) {
        this.listener = listener;
    }

    static Sockets sockets(Loops loops) {
        return new Sockets(Transport.NIO, loops.loop(), Clock.SYSTEM);
    }

    static StreamPort open(Sockets sockets, StreamForwarder forwarder, Visit visit) {
        NioServerSocketChannel listener = new NioServerSocketChannel();
        listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                accept(sockets.loop(), (Channel) message, forwarder, visit);
            }
        });
        sockets.loop().register(listener).syncUninterruptibly();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly();
        return new StreamPort(listener);
    }

    RawClient connect() {
        return RawClient.connect((InetSocketAddress) listener.localAddress());
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
    }

    private static void accept(EventLoop loop, Channel channel, StreamForwarder forwarder, Visit visit) {
        SocketLink.configure(channel);
        SocketLink link = new SocketLink(channel);
        channel.pipeline().addLast(link);
        loop.register(channel).addListener(registered -> forwarder.forward(link, visit));
    }
}
