// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.server.EdgeConfig;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.refusal.Surface;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who connects, to whatever listener: the peer of the socket, or the visitor that a trusted proxy names in a PROXY
 * header; and how many connections each address has. Thread-safe.
 */
public final class Arrivals {
    private final VisitorAddress visitors;
    private final boolean headers;
    private final Duration patience;
    private final Clock clock;
    private final int mostOfAddress;
    private final ConnectionCount<InetAddress> counts;
    private final RefusalLog refusals;

    /**
     * Makes it.
     *
     * @param patience how long a header may take; zero means for ever
     * @param mostOfAddress connections of one address; 0 means any number; trusted proxies are exempt
     * @param refusals where connections that are turned away are told
     */
    public Arrivals(EdgeConfig edge, Duration patience, int mostOfAddress, Clock clock, RefusalLog refusals) {
        visitors = new VisitorAddress(edge.trustedProxies());
        headers = edge.acceptProxyProtocol();
        this.patience = patience;
        this.clock = clock;
        this.mostOfAddress = mostOfAddress;
        counts = ConnectionCount.ofAddresses(mostOfAddress);
        this.refusals = refusals;
    }

    /** Whether the peer has to say who its visitor is before anything else. Bytes of others are their own. */
    public boolean mustIntroduce(InetAddress peer) {
        return headers && visitors.isTrusted(peer);
    }

    /**
     * Reads the header of a channel that has no handler and is not registered yet: registers it with the loop, and
     * tells there who visits. Whoever is told adds the channel's next handler within the call; it gets all bytes behind
     * the header. A channel without a proper header is closed, with a line in the log.
     */
    public void introduce(
            Surface surface, EventLoop loop, Channel channel, InetAddress peer, Consumer<InetSocketAddress> known) {
        ProxyHeaderReader reader = new ProxyHeaderReader(
                known,
                why -> refuse(
                        surface,
                        ErrorCode.BAD_PROXY_HEADER,
                        peer,
                        "",
                        "a trusted proxy sent no proper PROXY header: " + why));
        loop.execute(() -> {
            reader.addTo(channel.pipeline());
            loop.register(channel).addListener(registered -> {
                if (registered.isSuccess()) {
                    reader.start(channel, clock, patience);
                } else {
                    channel.unsafe().closeForcibly();
                }
            });
        });
    }

    /**
     * Counts a connection of the visitor.
     *
     * @param request what the connection is called in the log
     * @return what gives the place back, once; empty when it is one too many, which is logged
     */
    public Optional<Runnable> place(Surface surface, InetAddress visitor, String request) {
        if (visitors.isTrusted(visitor)) {
            return Optional.of(() -> {});
        }
        if (counts.add(visitor)) {
            return Optional.of(() -> counts.remove(visitor));
        }
        refuse(
                surface,
                ErrorCode.RATE_EXCEEDED,
                visitor,
                request,
                "the address has as many connections as one may, " + mostOfAddress
                        + " (--limit-connections-per-address)");
        return Optional.empty();
    }

    private void refuse(Surface surface, ErrorCode code, InetAddress peer, String request, String why) {
        refusals.log(Refusal.refused(surface, code, NetUtil.toAddressString(peer), request, why));
    }
}
