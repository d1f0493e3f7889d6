// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import dev.adit.http.UpstreamSource;
import dev.adit.server.registry.Registry;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.registry.TunnelSession;
import dev.adit.wire.StreamPreamble;
import dev.adit.wire.TunnelKind;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The streams for one request: of the session that served its tunnel when it came, and of the one that serves it now
 * when the first was lost. Confined to the loop of whichever session that is.
 */
final class TunnelSource implements UpstreamSource {
    private final Registry registry;
    private final InetSocketAddress caller;
    private final String requestId;
    private Tunnel tunnel;

    /**
     * @param caller who the agent is told has asked
     */
    TunnelSource(Registry registry, Tunnel tunnel, InetSocketAddress caller, String requestId) {
        this.registry = registry;
        this.tunnel = tunnel;
        this.caller = caller;
        this.requestId = requestId;
    }

    @Override
    public UpstreamLink open(LinkReceiver receiver, boolean fresh) {
        return tunnel.session()
                .open(
                        new StreamPreamble(TunnelKind.HTTP, tunnel.number(), false, Optional.of(caller), requestId),
                        receiver);
    }

    @Override
    public boolean mayMove() {
        return true;
    }

    /** Another one of the same kind, and as trusted, since what is believed of its answers is decided already. */
    @Override
    public Optional<EventLoop> elsewhere() {
        if (registry.route(tunnel.name().value()) instanceof Tunnel next
                && !next.equals(tunnel)
                && next.kind() == TunnelKind.HTTP
                && next.access().admits(caller.getAddress())
                && next.session().isTrusted() == tunnel.session().isTrusted()) {
            tunnel = next;
            return Optional.of(next.session().loop());
        }
        return Optional.empty();
    }

    @Override
    public boolean isReady() {
        return tunnel.session().readiness() == TunnelSession.Readiness.READY;
    }
}
