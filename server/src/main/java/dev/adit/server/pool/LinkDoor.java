// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.http.SocketLink;
import dev.adit.http.Transport;
import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.server.edge.ConnectionCount;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.refusal.Surface;
import dev.adit.server.session.Neighbours;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Where links come in: at the shared port, where lines say whose they are, and at ports that belong to one tunnel.
 * Thread-safe.
 */
final class LinkDoor {
    /** A link whose peer is gone without a word is found out within a minute, where the system lets us say so. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private final Pools pools;
    private final Tokens tokens;
    private final Transport transport;
    private final EventLoopGroup loops;
    private final Executor blocking;
    private final Clock clock;
    private final PoolBounds bounds;
    /** Links of an address, those included that have not said yet whose they are. */
    private final ConnectionCount<InetAddress> counts;

    private final RefusalLog refusals;
    private final AtomicLong refused = new AtomicLong();

    /**
     * @param blocking runs what takes its time
     */
    LinkDoor(
            Neighbours server,
            Pools pools,
            Tokens tokens,
            Transport transport,
            EventLoopGroup loops,
            Executor blocking) {
        this.pools = pools;
        this.tokens = tokens;
        this.transport = transport;
        this.loops = loops;
        this.blocking = blocking;
        clock = server.clock();
        bounds = server.config().pool().bounds();
        counts = ConnectionCount.ofAddresses(
                server.config().limits().connections().connectionsPerAddress());
        refusals = server.refusals();
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

    /** Tells the log of a link that is turned away; the reason holds nothing that it sent. */
    void tellRefused(InetAddress address, ErrorCode code, String reason) {
        String name = "l" + Long.toHexString(refused.incrementAndGet());
        refusals.log(Refusal.refused(Surface.POOL, code, NetUtil.toAddressString(address), name, reason));
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
            tellRefused(
                    address.get(),
                    ErrorCode.KEY_REFUSED,
                    "the tunnel of the port has ended or was registered from elsewhere");
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
            tellRefused(peer.getAddress(), ErrorCode.RATE_EXCEEDED, "the address has too many links");
        }
        channel.unsafe().closeForcibly();
        return Optional.empty();
    }

    /** On the loop itself, so that the first bytes find their reader; paused until that one wants them. */
    private void register(Channel channel, EventLoop loop, Consumer<SocketLink> taker) {
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        SocketLink.configure(channel);
        transport.keepAlive(channel, KEEP_ALIVE);
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
}
