// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/** How sockets are made: by epoll, or by NIO where that is missing (it costs about 6 % more CPU). Immutable. */
public enum Transport {
    EPOLL,
    NIO;

    /** The kernel's own bound. */
    private static final int MOST_KEEP_ALIVE_SECONDS = 32_767;

    /** Epoll when its native library loads here, else NIO. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Event loops of their own daemon threads. */
    public EventLoopGroup newLoops(String threadName, int count) {
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(threadName, true), newHandlers());
    }

    /** What drives the sockets of one event loop. */
    public IoHandlerFactory newHandlers() {
        return switch (this) {
            case EPOLL -> EpollKeepingHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /** A listening TCP socket, not yet registered. */
    public ServerChannel newServerSocket() {
        return switch (this) {
            case EPOLL -> new EpollServerSocketChannel();
            case NIO -> new NioServerSocketChannel();
        };
    }

    /** A TCP socket, not yet registered. */
    public Channel newSocket() {
        return switch (this) {
            case EPOLL -> new EpollSocketChannel();
            case NIO -> new NioSocketChannel();
        };
    }

    /**
     * Lets the system probe an idle connection each interval, in whole seconds, and end it when two probes go unanswered.
     * A system that cannot be told so probes by its own settings.
     */
    public void keepAlive(Channel channel, Duration interval) {
        int seconds = Math.clamp(interval.toSeconds(), 1, MOST_KEEP_ALIVE_SECONDS);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        switch (this) {
            case EPOLL -> {
                channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, seconds);
                channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, seconds);
                channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, 2);
            }
            case NIO -> {
                channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), seconds);
                channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), seconds);
                channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), 2);
            }
        }
    }

    /** A Unix domain socket, not yet registered. */
    public Channel newDomainSocket() {
        return switch (this) {
            case EPOLL -> new EpollDomainSocketChannel();
            case NIO -> new NioDomainSocketChannel();
        };
    }

    /** The address of a Unix domain socket in the form this transport wants. */
    public SocketAddress domainAddress(Path path) {
        return switch (this) {
            case EPOLL -> new DomainSocketAddress(path.toString());
            case NIO -> UnixDomainSocketAddress.of(path);
        };
    }
}
