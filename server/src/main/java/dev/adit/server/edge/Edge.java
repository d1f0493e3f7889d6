// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Clock;
import dev.adit.http.Downstream;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.http.SocketLink;
import dev.adit.server.refusal.Surface;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The visitors' connections: accepted, counted, given to the proxy core. Thread-safe. */
public final class Edge {
    private final EdgeServices services;
    private final Downstream.Settings settings;
    private final Arrivals arrivals;
    private final EventLoopGroup loops;
    private final Clock clock;
    private final AtomicLong connections = new AtomicLong();
    private final Set<Downstream> live = ConcurrentHashMap.newKeySet();
    private final Upgrades upgrades = new Upgrades();
    private volatile boolean draining;

    /** Makes the edge. */
    public Edge(
            EdgeServices services, Downstream.Settings settings, Arrivals arrivals, EventLoopGroup loops, Clock clock) {
        this.services = services;
        this.settings = settings;
        this.arrivals = arrivals;
        this.loops = loops;
        this.clock = clock;
    }

    /** Serves a channel that was accepted and is not yet registered. */
    public void accept(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            channel.unsafe().closeForcibly();
            return;
        }
        SocketLink.configure(channel);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        EventLoop loop = loops.next();
        if (arrivals.mustIntroduce(peer.getAddress())) {
            arrivals.introduce(
                    Surface.EDGE,
                    loop,
                    channel,
                    peer.getAddress(),
                    visitor -> admit(channel, visitor).ifPresentOrElse(entry -> start(channel, entry), channel::close));
            return;
        }
        admit(channel, peer)
                .ifPresentOrElse(
                        entry -> loop.execute(() -> register(loop, channel, entry)),
                        () -> channel.unsafe().closeForcibly());
    }

    /** Gives the visitor's connection its place and its handler; empty when it may have none. */
    private Optional<Entry> admit(Channel channel, InetSocketAddress peer) {
        RequestIds ids = new RequestIds(connections.incrementAndGet());
        return arrivals.place(Surface.EDGE, peer.getAddress(), ids.next()).map(leave -> {
            SocketLink link = new SocketLink(channel);
            channel.pipeline().addLast(link);
            Entry entry = new Entry(leave);
            Visitor visitor = new Visitor(services, peer, ids, upgrades, entry::uncount);
            entry.downstream = new Downstream(link, settings, clock, visitor, entry);
            return entry;
        });
    }

    /**
     * On the loop itself, so that the first bytes find their reader: registered from another thread, a channel may be
     * read before a listener of its registration has run.
     */
    private void register(EventLoop loop, Channel channel, Entry entry) {
        loop.register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                start(channel, entry);
            } else {
                entry.uncount();
                channel.unsafe().closeForcibly();
            }
        });
    }

    private void start(Channel channel, Entry entry) {
        channel.closeFuture().addListener(closed -> entry.uncount());
        Downstream downstream = Objects.requireNonNull(entry.downstream);
        live.add(downstream);
        downstream.start();
        if (draining) {
            downstream.drain();
        }
    }

    /** How many visitors' connections there are, the upgraded ones too; agents' connections are none. */
    public int liveConnections() {
        return live.size() + upgrades.live();
    }

    /** Takes no further requests: idle connections close now, busy ones after their exchange. */
    public void drain() {
        draining = true;
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
     * closed or turns out to be that of an agent with a key. Confined to its loop.
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
