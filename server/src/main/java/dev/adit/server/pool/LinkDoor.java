// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Clock;
import dev.adit.http.SocketLink;
import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.server.edge.ConnectionCount;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Where links come in: at the shared port, where lines say whose they are, and at ports that belong to one tunnel.
 * Thread-safe.
 */
final class LinkDoor {
    /** A link whose peer is gone without a word is found out within a minute, where the system lets us say so. */
    private static final int KEEP_ALIVE_IDLE_SECONDS = 30;

    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEP_ALIVE_PROBES = 3;

    private final Pools pools;
    private final Tokens tokens;
    private final EventLoopGroup loops;
    private final Executor blocking;
    private final Clock clock;
    private final PoolBounds bounds;
    private final ConnectionCount<InetAddress> counts;
    private final RefusedLinks refused;

    /**
     * @param blocking runs what takes its time
     * @param counts counts the links of an address, those included that have not said yet whose they are
     */
    LinkDoor(
            Pools pools,
            Tokens tokens,
            EventLoopGroup loops,
            Executor blocking,
            Clock clock,
            PoolBounds bounds,
            ConnectionCount<InetAddress> counts) {
        this.pools = pools;
        this.tokens = tokens;
        this.loops = loops;
        this.blocking = blocking;
        this.clock = clock;
        this.bounds = bounds;
        this.counts = counts;
        refused = new RefusedLinks(clock);
    }

    Pools pools() {
        return pools;
    }

    Tokens tokens() {
        return tokens;
    }

    Executor blocking() {
        return blocking;
    }

    Clock clock() {
        return clock;
    }

    PoolBounds bounds() {
        return bounds;
    }

    RefusedLinks refused() {
        return refused;
    }

    /** A connection at the shared port, not yet registered. */
    void onShared(Channel channel) {
        EventLoop loop = loops.next();
        counted(channel)
                .ifPresent(address -> register(channel, loop, link -> new Arrival(this, link, address).start()));
    }

    /** A connection at the port of one tunnel, not yet registered: it brings no lines, and its address must fit. */
    void onOwn(Channel channel, String tunnelName) {
        Optional<InetAddress> address = counted(channel);
        if (address.isEmpty()) {
            return;
        }
        Optional<Pool> pool = pools.named(tunnelName)
                .filter(found -> found.registration().ownPort())
                .filter(found -> found.registration().address().equals(address.get()));
        if (pool.isEmpty()) {
            refused.add(address.get(), "the tunnel of the port has ended or was registered from elsewhere");
            channel.unsafe().closeForcibly();
            counts.remove(address.get());
            return;
        }
        register(channel, pool.get().loop(), pool.get()::join);
    }

    private Optional<InetAddress> counted(Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress peer) {
            if (counts.add(peer.getAddress())) {
                return Optional.of(peer.getAddress());
            }
            refused.add(peer.getAddress(), "the address has too many");
        }
        channel.unsafe().closeForcibly();
        return Optional.empty();
    }

    /** On the loop itself, so that the first bytes find their reader; paused until that one wants them. */
    private void register(Channel channel, EventLoop loop, Consumer<SocketLink> taker) {
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        configure(channel);
        SocketLink link = new SocketLink(channel);
        link.pauseReading();
        channel.pipeline().addLast(link);
        loop.execute(() -> loop.register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                channel.closeFuture().addListener(closed -> counts.remove(address));
                taker.accept(link);
            } else {
                counts.remove(address);
                channel.unsafe().closeForcibly();
            }
        }));
    }

    private static void configure(Channel channel) {
        SocketLink.configure(channel);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
            channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_INTERVAL_SECONDS);
            channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES);
        }
    }
}
