// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.ErrorCode;
import dev.adit.http.Pipe;
import dev.adit.http.SocketLink;
import dev.adit.http.Transport;
import dev.adit.http.UpstreamLink;
import dev.adit.server.edge.Arrivals;
import dev.adit.server.edge.Listeners;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.refusal.Surface;
import dev.adit.server.registry.Registry;
import dev.adit.server.registry.Tunnel;
import dev.adit.wire.StreamPreamble;
import dev.adit.wire.TunnelKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The public side of TCP tunnels: each visitor's connection becomes one stream of the session that serves the name at
 * that moment, on that session's event loop. Thread-safe.
 */
public final class TcpEdge implements TcpPorts.Binder {
    private final Listeners listeners;
    private final Registry registry;
    private final Arrivals arrivals;
    private final TcpPlaces places;
    private final RefusalLog refusals;
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicLong connections = new AtomicLong();

    /**
     * Makes the edge.
     *
     * @param host the address to bind on
     * @param arrivals who connects, shared with the other listeners
     * @param refusals where connections that are turned away or broken are told
     * @param connectionsPerTunnel the most of one tunnel; 0 means any number
     */
    public TcpEdge(
            Transport transport,
            EventLoopGroup loops,
            String host,
            Registry registry,
            Arrivals arrivals,
            RefusalLog refusals,
            int connectionsPerTunnel) {
        listeners = new Listeners(transport, loops, host);
        this.registry = registry;
        this.arrivals = arrivals;
        this.refusals = refusals;
        places = new TcpPlaces(arrivals, connectionsPerTunnel);
    }

    @Override
    public void bind(int port, String tunnelName, Consumer<Optional<Channel>> answer) {
        listeners.bind(port, visitor -> onVisitor(visitor, tunnelName), answer);
    }

    /** Takes no further visitors: every port is closed, connections live on. */
    public void drain() {
        listeners.drain();
    }

    /** How many visitors' connections there are. */
    public int liveConnections() {
        return live.get();
    }

    private void onVisitor(Channel channel, String tunnelName) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            channel.unsafe().closeForcibly();
            return;
        }
        if (!(registry.route(tunnelName) instanceof Tunnel tunnel)) {
            refuseAway(visit(peer, tunnelName));
            channel.unsafe().closeForcibly();
            return;
        }
        SocketLink.configure(channel);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        EventLoop loop = tunnel.session().loop();
        if (arrivals.mustIntroduce(peer.getAddress())) {
            arrivals.introduce(
                    Surface.TCP,
                    loop,
                    channel,
                    peer.getAddress(),
                    visitor -> onIntroduced(loop, channel, tunnelName, visitor));
            return;
        }
        Optional<TcpVisitor> admitted = admit(channel, tunnel, visit(peer, tunnelName));
        if (admitted.isPresent()) {
            loop.execute(() -> register(loop, admitted.get()));
        } else {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.unsafe().closeForcibly();
        }
    }

    /** The name may have gone to another session, on another loop, while the header was read. */
    private void onIntroduced(EventLoop here, Channel channel, String tunnelName, InetSocketAddress peer) {
        TcpVisit visit = visit(peer, tunnelName);
        Optional<TcpVisitor> admitted = Optional.empty();
        if (registry.route(tunnelName) instanceof Tunnel tunnel) {
            admitted = admit(channel, tunnel, visit);
        } else {
            refuseAway(visit);
        }
        if (admitted.isEmpty()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
            return;
        }
        TcpVisitor visitor = admitted.get();
        channel.closeFuture().addListener(closed -> visitor.leave().run());
        EventLoop there = visitor.tunnel().session().loop();
        if (there.equals(here)) {
            join(visitor);
        } else {
            visitor.link().moveTo(there, () -> {}, () -> join(visitor));
        }
    }

    /** Gives the visitor's connection its places and its handler, which is paused; empty when it may have none. */
    private Optional<TcpVisitor> admit(Channel channel, Tunnel tunnel, TcpVisit visit) {
        return places.take(tunnel, visit).map(leave -> {
            SocketLink link = new SocketLink(channel);
            channel.pipeline().addLast(link);
            // Through the link, which must know that it is paused; the pipe resumes it.
            link.pauseReading();
            return new TcpVisitor(tunnel, link, visit, leave);
        });
    }

    /** On the loop itself: registered from another thread, a channel's end may be told before anybody listens. */
    private void register(EventLoop loop, TcpVisitor visitor) {
        Channel channel = visitor.link().channel();
        loop.register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                channel.closeFuture().addListener(closed -> visitor.leave().run());
                join(visitor);
            } else {
                visitor.leave().run();
                channel.unsafe().closeForcibly();
            }
        });
    }

    private TcpVisit visit(InetSocketAddress visitor, String tunnelName) {
        return new TcpVisit(refusals, visitor, connections.incrementAndGet(), tunnelName, live::decrementAndGet);
    }

    private static void refuseAway(TcpVisit visit) {
        visit.refused(ErrorCode.AGENT_AWAY, "no agent serves the port");
    }

    private void join(TcpVisitor visitor) {
        Tunnel tunnel = visitor.tunnel();
        // Released while the visitor was on its way here, by a session that lives on (TP-08); one that was replaced may
        // still finish what comes.
        if (!(registry.route(tunnel.name().value()) instanceof Tunnel)) {
            refuse(visitor, ErrorCode.AGENT_AWAY, "the agent has released the tunnel");
            return;
        }
        switch (tunnel.session().readiness()) {
            case AWAY -> refuse(visitor, ErrorCode.AGENT_AWAY, "the agent is going away");
            case BUSY -> refuse(visitor, ErrorCode.BUSY, "too many visitors wait for the agent");
            case READY -> {
                Optional<InetSocketAddress> address =
                        Optional.of(visitor.visit().visitor());
                StreamPreamble preamble = new StreamPreamble(TunnelKind.TCP, tunnel.number(), false, address, "");
                UpstreamLink stream = tunnel.session().open(preamble, new Unjoined());
                live.incrementAndGet();
                Pipe.join(visitor.link(), stream, visitor.visit());
            }
        }
    }

    private static void refuse(TcpVisitor visitor, ErrorCode code, String why) {
        visitor.visit().refused(code, why);
        visitor.link().abort();
    }
}
