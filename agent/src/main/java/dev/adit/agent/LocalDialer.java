// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.http.NetworkFault;
import dev.adit.http.SocketLink;
import dev.adit.wire.HostPort;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one target, and to nothing else. {@code localhost} is tried at both loopback addresses; the one
 * that answered last is tried first. Confined to the agent's event loop.
 */
final class LocalDialer {
    /** Hears the outcome of one connection, once, on the event loop. */
    interface Outcome {
        /** A connected link, behind TLS when the target wants it. */
        void onConnected(SocketLink link);

        /** The service could not be reached. */
        void onFailed(LinkFailure failure);
    }

    private final Sockets sockets;
    private final Target target;
    private final boolean insecure;
    private final Duration timeout;
    private final AgentListener listener;
    private @Nullable InetAddress lastGood;
    private @Nullable TlsClient tls;
    private boolean toldDown;

    LocalDialer(Sockets sockets, TunnelConfig tunnel, Duration timeout, AgentListener listener) {
        this.sockets = sockets;
        this.target = tunnel.target();
        this.insecure = tunnel.service().insecureTarget();
        this.timeout = timeout;
        this.listener = listener;
    }

    /** Connects; the outcome never comes from within this call. */
    void connect(Outcome outcome) {
        switch (target) {
            case Target.UnixSocket socket ->
                sockets.loop().execute(() -> race(List.of(sockets.transport().domainAddress(socket.path())), outcome));
            case Target.Address address ->
                Resolver.resolve(
                        address.host(), sockets.loop(), found -> race(endpoints(found, address.port()), outcome));
        }
    }

    private List<SocketAddress> endpoints(List<InetAddress> found, int port) {
        List<SocketAddress> endpoints = new ArrayList<>(found.size());
        if (lastGood != null && found.contains(lastGood)) {
            endpoints.add(new InetSocketAddress(lastGood, port));
        }
        for (InetAddress address : found) {
            if (!address.equals(lastGood)) {
                endpoints.add(new InetSocketAddress(address, port));
            }
        }
        return endpoints;
    }

    private void race(List<SocketAddress> endpoints, Outcome outcome) {
        if (endpoints.isEmpty()) {
            fail(outcome, ErrorCode.SERVICE_REFUSED, "has no address");
            return;
        }
        Connector.connect(sockets, endpoints, timeout, new Connector.Outcome() {
            @Override
            public void onConnected(Channel channel) {
                connected(channel, outcome);
            }

            @Override
            public void onFailed(Throwable cause) {
                boolean timedOut = cause instanceof ConnectTimeoutException;
                ErrorCode code = timedOut ? ErrorCode.CONNECT_TIMEOUT : ErrorCode.SERVICE_REFUSED;
                fail(outcome, code, timedOut ? "does not answer" : unconnected(cause));
            }
        });
    }

    /** A socket file that is missing has nobody listening either; anything else, such as missing rights, is told. */
    private static String unconnected(Throwable cause) {
        String told = NetworkFault.told(cause);
        boolean absent = told.startsWith("Connection refused") || told.startsWith("No such file");
        return absent ? "is not listening" : "cannot be reached: " + told;
    }

    private void connected(Channel channel, Outcome outcome) {
        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
            lastGood = remote.getAddress();
        }
        if (target instanceof Target.Address address && address.scheme() == Target.Scheme.HTTPS) {
            secure(channel, address.address(), outcome);
            return;
        }
        handOver(channel, outcome);
    }

    private void secure(Channel channel, HostPort peer, Outcome outcome) {
        Optional<SslHandler> handler = newTlsHandler(channel, peer);
        if (handler.isEmpty()) {
            channel.close();
            fail(outcome, ErrorCode.SERVICE_REFUSED, "cannot be reached over TLS");
            return;
        }
        handler.get().setHandshakeTimeoutMillis(timeout.toMillis());
        ChannelHandler silent = new ToldByTheHandshake();
        channel.pipeline().addLast(handler.get(), silent);
        handler.get().handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                channel.pipeline().remove(silent);
                handOver(channel, outcome);
                return;
            }
            channel.close();
            if (done.cause() instanceof SslHandshakeTimeoutException) {
                fail(outcome, ErrorCode.CONNECT_TIMEOUT, "does not answer in TLS");
            } else {
                fail(outcome, ErrorCode.SERVICE_PROTOCOL, "failed its TLS handshake: " + reason(done.cause()));
            }
        });
    }

    private Optional<SslHandler> newTlsHandler(Channel channel, HostPort peer) {
        try {
            if (tls == null) {
                tls = insecure ? TlsClient.trusting() : TlsClient.verifying(Optional.empty());
            }
            return Optional.of(tls.newHandler(channel.alloc(), peer));
        } catch (IOException | GeneralSecurityException e) {
            listener.onDefect(e);
            return Optional.empty();
        }
    }

    private static String reason(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null && !deepest.getCause().equals(deepest)) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }

    private void handOver(Channel channel, Outcome outcome) {
        toldDown = false;
        SocketLink link = new SocketLink(channel);
        channel.pipeline().addLast(link);
        outcome.onConnected(link);
    }

    /** The owner is told the whole; what a visitor may read names no address (U5). */
    private void fail(Outcome outcome, ErrorCode code, String what) {
        if (!toldDown) {
            toldDown = true;
            listener.onServiceDown(target, "the local service at " + target + " " + what);
        }
        int colon = what.indexOf(':');
        outcome.onFailed(new LinkFailure(code, "the local service " + (colon < 0 ? what : what.substring(0, colon))));
    }

    /** A failed handshake comes as an exception too; its future has told it already. */
    private static final class ToldByTheHandshake extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
