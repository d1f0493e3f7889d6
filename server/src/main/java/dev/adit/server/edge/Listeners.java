// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Ports of one host that come and go with tunnels, until the server drains. Thread-safe. */
public final class Listeners {
    private final Transport transport;
    private final EventLoopGroup loops;
    private final String host;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    /**
     * Makes them, none yet.
     *
     * @param host the address to bind on
     */
    public Listeners(Transport transport, EventLoopGroup loops, String host) {
        this.transport = transport;
        this.loops = loops;
        this.host = host;
    }

    /**
     * Opens a port.
     *
     * @param accepted takes each connection, not yet registered
     * @param answer told the listening channel, or empty when the port cannot be had; on its event loop
     */
    public void bind(int port, Consumer<Channel> accepted, Consumer<Optional<Channel>> answer) {
        ChannelFuture bound = Listener.bind(transport, loops, new InetSocketAddress(host, port), accepted);
        bound.addListener(done -> {
            if (done.isSuccess()) {
                add(bound.channel());
            }
            answer.accept(done.isSuccess() ? Optional.of(bound.channel()) : Optional.empty());
        });
    }

    /** Takes in a listening channel that was bound elsewhere. */
    public void add(Channel listener) {
        open.add(listener);
        listener.closeFuture().addListener(closed -> open.remove(listener));
        if (draining) {
            listener.close();
        }
    }

    /** Closes every port, and each that is still being bound; connections live on. */
    public void drain() {
        draining = true;
        open.forEach(Channel::close);
    }
}
