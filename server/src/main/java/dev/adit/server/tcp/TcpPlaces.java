// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.ErrorCode;
import dev.adit.server.edge.Arrivals;
import dev.adit.server.edge.ConnectionCount;
import dev.adit.server.refusal.Surface;
import dev.adit.server.registry.Tunnel;
import dev.adit.wire.TunnelName;
import java.net.InetAddress;
import java.util.Optional;

/** Who may connect to a TCP tunnel: by its access list, by address and by number (TP-06). Thread-safe. */
final class TcpPlaces {
    private final Arrivals arrivals;
    private final int mostOfTunnel;
    private final ConnectionCount<TunnelName> counts;

    /**
     * @param mostOfTunnel connections of one tunnel; 0 means any number
     */
    TcpPlaces(Arrivals arrivals, int mostOfTunnel) {
        this.arrivals = arrivals;
        this.mostOfTunnel = mostOfTunnel;
        counts = new ConnectionCount<>(mostOfTunnel);
    }

    /**
     * Takes the places of one connection.
     *
     * @return what gives them back, once; empty when it may not be, which is logged
     */
    Optional<Runnable> take(Tunnel tunnel, TcpVisit visit) {
        InetAddress visitor = visit.visitor().getAddress();
        if (!tunnel.access().admits(visitor)) {
            visit.refused(ErrorCode.VISITOR_DENIED, "the tunnel's access list does not let the address in");
            return Optional.empty();
        }
        Optional<Runnable> ofAddress = arrivals.place(Surface.TCP, visitor, visit.name());
        if (ofAddress.isEmpty() || counts.add(tunnel.name())) {
            return ofAddress.map(leave -> () -> {
                leave.run();
                counts.remove(tunnel.name());
            });
        }
        ofAddress.get().run();
        visit.refused(
                ErrorCode.BUSY,
                "the tunnel has as many connections as one may, " + mostOfTunnel + " (--limit-connections-per-tunnel)");
        return Optional.empty();
    }
}
