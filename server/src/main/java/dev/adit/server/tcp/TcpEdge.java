// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.ErrorCode;
import dev.adit.http.Pipe;
import dev.adit.http.SocketLink;
import dev.adit.http.Transport;
import dev.adit.http.UpstreamLink;
import dev.adit.server.edge.Listener;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.registry.Registry;
import dev.adit.server.registry.Tunnel;
import dev.adit.wire.StreamPreamble;
import dev.adit.wire.TunnelKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The public side of TCP tunnels: each visitor's connection becomes one stream of the session that serves the name at
 * that moment, on that session's event loop. Thread-safe.
 */
public final class TcpEdge implements TcpPorts.Binder {
    private final Transport transport;
    private final EventLoopGroup loops;
    private final String host;
    private final Registry registry;
    private final RefusalLog refusals;
    private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicLong connections = new AtomicLong();
    private volatile boolean draining;

    /**
     * Makes the edge.
     *
     * @param host the address to bind on
     */
    public TcpEdge(Transport transport, EventLoopGroup loops, String host, Registry registry, RefusalLog refusals) {
        this.transport = transport;
        this.loops = loops;
        this.host = host;
        this.registry = registry;
        this.refusals = refusals;
    }

    @Override
    public void bind(int port, String tunnelName, Consumer<Optional<Channel>> answer) {
        ChannelFuture bound = Listener.bind(
                transport, loops, new InetSocketAddress(host, port), visitor -> onVisitor(visitor, tunnelName));
        bound.addListener(done -> {
            if (done.isSuccess()) {
                listens(bound.channel());
            }
            answer.accept(done.isSuccess() ? Optional.of(bound.channel()) : Optional.empty());
        });
    }

    private void listens(Channel listener) {
        listeners.add(listener);
        listener.closeFuture().addListener(closed -> listeners.remove(listener));
        if (draining) {
            listener.close();
        }
    }

    /** Takes no further visitors: every port is closed, connections live on. */
    public void drain() {
        draining = true;
        listeners.forEach(Channel::close);
    }

    /** How many visitors' connections there are. */
    public int liveConnections() {
        return live.get();
    }

    private void onVisitor(Channel visitor, String tunnelName) {
        TcpVisit visit = new TcpVisit(
                refusals,
                Optional.ofNullable((InetSocketAddress) visitor.remoteAddress()),
                connections.incrementAndGet(),
                tunnelName,
                live::decrementAndGet);
        if (!(registry.route(tunnelName) instanceof Tunnel tunnel)) {
            visit.refused(ErrorCode.AGENT_AWAY, "no agent serves the port");
            visitor.unsafe().closeForcibly();
            return;
        }
        SocketLink.configure(visitor);
        visitor.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        SocketLink link = new SocketLink(visitor);
        // Through the link, which must know that it is paused to resume when both are joined.
        link.pauseReading();
        visitor.pipeline().addLast(link);
        link.pauseReading(); // until the pipe listens, which resumes it
        EventLoop loop = tunnel.session().loop();
        loop.execute(() -> start(loop, link, tunnel, visit));
    }

    /** On the loop itself: registered from another thread, a channel's end may be told before anybody listens. */
    private void start(EventLoop loop, SocketLink link, Tunnel tunnel, TcpVisit visit) {
        loop.register(link.channel()).addListener(registered -> {
            if (registered.isSuccess()) {
                join(link, tunnel, visit);
            } else {
                link.channel().unsafe().closeForcibly();
            }
        });
    }

    private void join(SocketLink link, Tunnel tunnel, TcpVisit visit) {
        switch (tunnel.session().readiness()) {
            case AWAY -> refuse(link, visit, ErrorCode.AGENT_AWAY, "the agent is going away");
            case BUSY -> refuse(link, visit, ErrorCode.BUSY, "too many visitors wait for the agent");
            case READY -> {
                StreamPreamble preamble =
                        new StreamPreamble(TunnelKind.TCP, tunnel.number(), false, visit.visitor(), "");
                UpstreamLink stream = tunnel.session().open(preamble, new Unjoined());
                live.incrementAndGet();
                Pipe.join(link, stream, visit);
            }
        }
    }

    private static void refuse(SocketLink link, TcpVisit visit, ErrorCode code, String why) {
        visit.refused(code, why);
        link.abort();
    }
}
