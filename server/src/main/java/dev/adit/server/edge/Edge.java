// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Clock;
import dev.adit.http.Downstream;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.http.SocketLink;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.Surface;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The visitors' connections: accepted, counted, given to the proxy core. Thread-safe. */
public final class Edge {
    private final EdgeServices services;
    private final Downstream.Settings settings;
    private final EventLoopGroup loops;
    private final Clock clock;
    private final AddressCount counts;
    private final AtomicLong connections = new AtomicLong();
    private final Set<Downstream> live = ConcurrentHashMap.newKeySet();
    private final Upgrades upgrades = new Upgrades();

    /**
     * Makes the edge.
     *
     * @param connectionsPerAddress the most of one address; 0 means any number; trusted proxies are exempt
     */
    public Edge(
            EdgeServices services,
            Downstream.Settings settings,
            EventLoopGroup loops,
            Clock clock,
            int connectionsPerAddress) {
        this.services = services;
        this.settings = settings;
        this.loops = loops;
        this.clock = clock;
        counts = new AddressCount(connectionsPerAddress);
    }

    /** Serves a channel that was accepted and is not yet registered. */
    public void accept(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            channel.unsafe().closeForcibly();
            return;
        }
        InetAddress address = peer.getAddress();
        boolean exempt = services.visitors().isTrusted(address);
        RequestIds ids = new RequestIds(connections.incrementAndGet());
        if (!exempt && !counts.add(address)) {
            services.refusals()
                    .log(Refusal.refused(
                            Surface.EDGE,
                            ErrorCode.RATE_EXCEEDED,
                            NetUtil.toAddressString(address),
                            ids.next(),
                            "too many connections at once"));
            channel.unsafe().closeForcibly();
            return;
        }
        SocketLink.configure(channel);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        SocketLink link = new SocketLink(channel);
        channel.pipeline().addLast(link);
        EventLoop loop = loops.next();
        Entry entry = new Entry(exempt ? () -> {} : () -> counts.remove(address));
        Visitor visitor = new Visitor(services, peer, ids, upgrades, entry::uncount);
        Downstream downstream = new Downstream(link, settings, clock, visitor, entry);
        entry.downstream = downstream;
        loop.execute(() -> start(loop, channel, downstream, entry));
    }

    /**
     * On the loop itself, so that the first bytes find their reader: registered from another thread, a channel may be
     * read before a listener of its registration has run.
     */
    private void start(EventLoop loop, Channel channel, Downstream downstream, Entry entry) {
        loop.register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                channel.closeFuture().addListener(closed -> entry.uncount());
                live.add(downstream);
                downstream.start();
            } else {
                entry.run();
                entry.uncount();
                channel.unsafe().closeForcibly();
            }
        });
    }

    /** How many visitors' connections there are, the upgraded ones too; agents' connections are none. */
    public int liveConnections() {
        return live.size() + upgrades.live();
    }

    /** Takes no further requests: idle connections close now, busy ones after their exchange. */
    public void drain() {
        live.forEach(downstream -> onItsLoop(downstream, downstream::drain));
    }

    /** Breaks every connection off now; an answer that has begun must not look whole (U7). */
    public void closeAll() {
        live.forEach(downstream -> onItsLoop(downstream, () -> {
            downstream.onAborted(new LinkFailure(ErrorCode.DRAINING, "the server ends"));
            downstream.link().abort();
        }));
    }

    /** A connection may be on its way to another loop, so the loop is asked again once it has its turn. */
    private static void onItsLoop(Downstream downstream, Runnable action) {
        EventExecutor loop = downstream.link().executor();
        loop.execute(() -> {
            if (downstream.link().executor().inEventLoop()) {
                action.run();
            } else {
                onItsLoop(downstream, action);
            }
        });
    }

    /**
     * A connection's place among those that speak HTTP, and in the count of its address, where it stays until it is
     * closed or turns out to be an agent's. Confined to its loop.
     */
    private final class Entry implements Runnable {
        private final Runnable uncount;
        private @Nullable Downstream downstream;
        private boolean counted = true;

        Entry(Runnable uncount) {
            this.uncount = uncount;
        }

        /** It speaks HTTP no more. */
        @Override
        public void run() {
            if (downstream != null) {
                live.remove(downstream);
            }
        }

        void uncount() {
            if (counted) {
                counted = false;
                uncount.run();
            }
        }
    }
}
