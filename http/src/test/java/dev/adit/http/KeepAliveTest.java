// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the system is told about probing idle connections. */
class KeepAliveTest {
    @ParameterizedTest
    @CsvSource({"10s, 10", "0.2s, 1", "2m, 120", "99999m, 32767"})
    void epollIsTold(String interval, int seconds) {
        assumeTrue(Epoll.isAvailable(), "epoll is not available");
        on(Transport.EPOLL, channel -> {
            Transport.EPOLL.keepAlive(channel, duration(interval));
            assertEquals(true, channel.config().getOption(ChannelOption.SO_KEEPALIVE));
            assertEquals(seconds, channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE));
            assertEquals(seconds, channel.config().getOption(EpollChannelOption.TCP_KEEPINTVL));
            assertEquals(2, channel.config().getOption(EpollChannelOption.TCP_KEEPCNT));
        });
    }

    @Test
    void nioIsTold() {
        on(Transport.NIO, channel -> {
            Transport.NIO.keepAlive(channel, Duration.ofSeconds(10));
            assertEquals(true, channel.config().getOption(ChannelOption.SO_KEEPALIVE));
            assertEquals(10, channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)));
            assertEquals(10, channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL)));
            assertEquals(2, channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)));
        });
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    private interface Look {
        void at(Channel channel);
    }

    private static void on(Transport transport, Look look) {
        EventLoopGroup loops = transport.newLoops("keep-alive", 1);
        try {
            Channel channel = transport.newSocket();
            loops.register(channel).syncUninterruptibly();
            look.at(channel);
            channel.close().syncUninterruptibly();
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
