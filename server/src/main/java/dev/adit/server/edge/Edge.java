// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Clock;
import dev.adit.http.Downstream;
import dev.adit.http.SocketLink;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        SocketLink link = new SocketLink(channel);
        channel.pipeline().addLast(link);
        EventLoop loop = loops.next();
        Visitor visitor = new Visitor(services, peer, connections.incrementAndGet());
        Entry entry = new Entry(address, exempt);
        Downstream downstream = new Downstream(link, settings, clock, visitor, entry);
        entry.downstream = downstream;
        live.add(downstream);
        // From the loop itself, so that the link has its receiver before the loop can read the first bytes.
        loop.execute(() -> loop.register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                downstream.start();
            } else {
                entry.run();
                channel.unsafe().closeForcibly();
            }
        }));
    }

    /** How many connections speak HTTP now. */
    public int liveConnections() {
        return live.size();
    }

    /** Takes no further requests: idle connections close now, busy ones after their exchange. */
    public void drain() {
        live.forEach(downstream -> downstream.link().executor().execute(downstream::drain));
    }

    /** Closes every connection now. */
    public void closeAll() {
        live.forEach(downstream -> downstream.link().executor().execute(downstream.link()::close));
    }

    /** A connection's place among the live ones; run when it is over or was taken away. */
    private final class Entry implements Runnable {
        private final InetAddress address;
        private final boolean exempt;
        private @org.jspecify.annotations.Nullable Downstream downstream;

        Entry(InetAddress address, boolean exempt) {
            this.address = address;
            this.exempt = exempt;
        }

        @Override
        public void run() {
            if (downstream != null && live.remove(downstream) && !exempt) {
                counts.remove(address);
            }
        }
    }
}
