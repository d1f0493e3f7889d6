// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Clock;
import dev.adit.http.Downstream;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.http.SocketLink;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The visitors' connections: accepted, counted, given to the proxy core. Thread-safe. */
public final class Edge {
    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);

    private final EdgeServices services;
    private final Downstream.Settings settings;
    private final EventLoopGroup loops;
    private final Clock clock;
    private final AddressCount counts;
    private final AtomicLong connections = new AtomicLong();
    private final Set<Downstream> live = ConcurrentHashMap.newKeySet();

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
        if (!exempt && !counts.add(address)) {
            LOG.warn("connection from {} refused: it has too many", address.getHostAddress());
            channel.unsafe().closeForcibly();
            return;
        }
        SocketLink.configure(channel);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        SocketLink link = new SocketLink(channel);
        channel.pipeline().addLast(link);
        EventLoop loop = loops.next();
        Visitor visitor = new Visitor(services, peer, connections.incrementAndGet());
        Entry entry = new Entry(address, exempt);
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
                live.add(downstream);
                downstream.start();
            } else {
                entry.run();
                channel.unsafe().closeForcibly();
            }
        });
    }

    /** How many connections speak HTTP now. */
    public int liveConnections() {
        return live.size();
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

    /** A connection's place among the live ones; run when it is over or was taken away. Confined to its loop. */
    private final class Entry implements Runnable {
        private final InetAddress address;
        private final boolean exempt;
        private @Nullable Downstream downstream;
        private boolean over;

        Entry(InetAddress address, boolean exempt) {
            this.address = address;
            this.exempt = exempt;
        }

        @Override
        public void run() {
            if (over || downstream == null) {
                return;
            }
            over = true;
            live.remove(downstream);
            if (!exempt) {
                counts.remove(address);
            }
        }
    }
}
