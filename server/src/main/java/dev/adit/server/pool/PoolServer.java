// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Clock;
import dev.adit.http.Transport;
import dev.adit.server.ListenAddress;
import dev.adit.server.PoolConfig;
import dev.adit.server.edge.ControlResource;
import dev.adit.server.edge.Listeners;
import dev.adit.server.session.KeyCheck;
import dev.adit.server.session.KeyHolder;
import dev.adit.server.session.Neighbours;
import dev.adit.server.tcp.TcpPorts;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * The server's side of the AetherLink and localtunnel protocol, its parts wired by hand. Thread-safe.
 *
 * <p>A pool lives on one event loop with all its links; visitors come to that loop as they do to a session's.
 */
public final class PoolServer {
    /** A port is nobody's once its tunnel ended: a localtunnel client has no claim to the same one again. */
    private static final Duration NO_HOLD = Duration.ZERO;

    private final Pools pools;
    private final LinkDoor door;
    private final TcpPorts ownPorts;
    private final Registrar registrar;
    private final Desk desk;
    private final Listeners listeners;

    /**
     * Makes the parts.
     *
     * @param shared the bound listener of links with lines; empty when there is none
     * @param blocking runs what may block, on virtual threads
     */
    public PoolServer(
            Neighbours server,
            KeyCheck keys,
            Transport transport,
            EventLoopGroup loops,
            ExecutorService blocking,
            Optional<Channel> shared) {
        Clock clock = server.clock();
        PoolConfig config = server.config().pool();
        String host = config.listen()
                .map(ListenAddress::host)
                .orElseGet(() -> server.config().edge().listen().getFirst().host());
        listeners = new Listeners(transport, loops, host);
        pools = new Pools(server.registry());
        Tokens tokens = new Tokens(server.random(), java.time.Clock.systemUTC());
        door = new LinkDoor(server, pools, tokens, transport, loops, blocking);
        ownPorts = new TcpPorts(config.ports(), this::bindOwn, server.registry()::isLive, clock, NO_HOLD);
        Optional<Integer> port = shared.map(channel -> ((InetSocketAddress) channel.localAddress()).getPort());
        PoolOpener opener = new PoolOpener(server, pools, ownPorts, loops, port);
        registrar = new Registrar(server, keys, pools, tokens, opener, blocking);
        StatusPages pages =
                new StatusPages(pools, !server.config().access().anonymous().pool(), port.orElse(0));
        desk = new Desk(registrar, pages, server.config().edge().routing(), config.queryKey());
        shared.ifPresent(listeners::add);
    }

    /** What pool clients find on the control host. */
    public ControlResource desk() {
        return desk;
    }

    /** Who takes the connections of the shared listener. */
    public Consumer<Channel> links() {
        return door::onShared;
    }

    /** Shows each pool to the watch over keys. */
    public void forEachHolder(Consumer<KeyHolder> action) {
        pools.forEach(action::accept);
    }

    private void bindOwn(int port, String tunnelName, Consumer<Optional<Channel>> answer) {
        listeners.bind(port, channel -> door.onOwn(channel, tunnelName), answer);
    }

    /** Takes no registration and no link any more; links close after their exchanges. */
    public void drain() {
        registrar.drain();
        listeners.drain();
        pools.forEach(Pool::drain);
    }

    /** Ends every pool now. */
    public void close() {
        drain();
        ownPorts.closeAll();
        pools.forEach(Pool::shutDown);
    }

    /** How many pools there are. */
    public int count() {
        return pools.count();
    }
}
