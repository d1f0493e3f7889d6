// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.agent.ProxySettings.Proxy;
import dev.adit.http.Clock;
import dev.adit.http.NetworkFault;
import dev.adit.wire.HostPort;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.HttpAnswerReader;
import dev.adit.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request to the server, from its name to the answer's head: resolve, connect, CONNECT through a proxy, TLS, HTTP.
 * Confined to the agent's event loop.
 *
 * <pre>
 * RESOLVE -- CONNECT -- [PROXY] -- [TLS] -- REQUEST -- over
 * </pre>
 *
 * <p>A redirect is an answer like any other: the key goes to the configured server only (CW-10).
 */
final class Dial {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Hears how it went, once, on the event loop. */
    interface Outcome {
        /**
         * The server answered. The channel has no handler but TLS any more; it and the bytes behind the answer are the
         * taker's, who closes it when it is not wanted.
         */
        void onAnswer(Channel channel, HttpAnswer answer, ByteBuf leftover);

        /** There was no answer. */
        void onFailed(String reason);
    }

    private final Dialer dialer;
    private final Sockets sockets;
    private final AgentConfig config;
    private final AgentListener listener;
    private final String request;
    private final Outcome outcome;
    private final Optional<Proxy> proxy;
    private final DialStep step;
    private final Answers answers = new Answers();
    private HttpAnswerReader reader = HttpAnswerReader.ofConnect();
    private boolean throughProxy;
    private boolean over;
    private @Nullable Connector connector;
    private @Nullable Channel channel;
    private Clock.@Nullable Timer deadline;

    private Dial(Dialer dialer, AgentListener listener, String request, Outcome outcome) {
        this.dialer = dialer;
        this.sockets = dialer.sockets();
        this.config = dialer.config();
        this.listener = listener;
        this.request = request;
        this.outcome = outcome;
        this.step = new DialStep(sockets, listener);
        this.proxy = config.dial().proxy().proxyFor(config.server());
    }

    /** Begins; the outcome never comes from within this call. */
    static Dial start(Dialer dialer, AgentListener listener, String request, Outcome outcome) {
        Dial dial = new Dial(dialer, listener, request, outcome);
        dial.begin();
        return dial;
    }

    private void begin() {
        deadline = sockets.clock().after(config.timeouts().dial(), sockets.loop(), this::onDeadline);
        HostPort first = proxy.map(Proxy::address).orElse(config.server().address());
        step.enter("looking up " + first.host());
        Resolver.resolve(first.host(), sockets.loop(), found -> onResolved(first, found));
    }

    /** Stops; the outcome is not told. */
    void cancel() {
        if (!over) {
            end();
            dropChannel();
        }
    }

    private void onResolved(HostPort first, List<InetAddress> found) {
        if (over) {
            return;
        }
        if (found.isEmpty()) {
            fail("no address found for " + first.host());
            return;
        }
        step.enter("connecting to " + first);
        List<InetSocketAddress> addresses = found.stream()
                .map(address -> new InetSocketAddress(address, first.port()))
                .toList();
        connector = Connector.connect(sockets, addresses, CONNECT_TIMEOUT, new Connector.Outcome() {
            @Override
            public void onConnected(Channel connected) {
                Dial.this.onConnected(connected);
            }

            @Override
            public void onFailed(Throwable cause) {
                fail("cannot connect to " + first + ": " + why(cause));
            }
        });
    }

    private static String why(Throwable cause) {
        return switch (cause) {
            case ConnectTimeoutException ignored -> "no answer";
            // What the system says of it is lost on the way, so this says it.
            case NoRouteToHostException ignored ->
                "there is no way to it from this network; when a proxy is the way out, name it in HTTP_PROXY or"
                        + " HTTPS_PROXY";
            default -> NetworkFault.told(cause);
        };
    }

    private void onConnected(Channel connected) {
        channel = connected;
        connected.pipeline().addLast(answers);
        if (proxy.isEmpty()) {
            secure();
            return;
        }
        throughProxy = true;
        step.enter("asking the proxy " + proxy.get().address());
        send(proxy.get().connectRequest(config.server().address()));
    }

    private void secure() {
        throughProxy = false;
        reader = HttpAnswerReader.ofRequest();
        if (!config.server().tls()) {
            sendRequest();
            return;
        }
        step.enter("TLS with " + config.server().host());
        try {
            SslHandler handler =
                    dialer.tls().newHandler(channel().alloc(), config.server().address());
            channel().pipeline().addFirst(handler);
            handler.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    sendRequest();
                } else {
                    fail("TLS with " + config.server().host() + " failed: " + told(done.cause()));
                }
            });
        } catch (IOException | GeneralSecurityException e) {
            fail("TLS cannot be set up: " + e.getMessage());
        }
    }

    /** The innermost cause that says something: handshake failures wrap what the trust manager said. */
    private static String told(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            text = message != null && message.length() > text.length() ? message : text;
        }
        return text;
    }

    private void sendRequest() {
        if (!over) {
            step.enter("waiting for an answer of " + config.server());
            send(request);
        }
    }

    private void send(String head) {
        channel().writeAndFlush(ByteBufUtil.writeUtf8(channel().alloc(), head));
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }

    private void onAnswer(HttpAnswer answer, ByteBuf leftover) {
        if (!throughProxy) {
            end();
            channel().pipeline().remove(answers);
            outcome.onAnswer(channel(), answer, leftover);
            return;
        }
        boolean early = leftover.isReadable();
        leftover.release();
        if (answer.status() / 100 != 2 || early) {
            fail(proxy.orElseThrow().refusal(config.server(), answer.status()));
            return;
        }
        secure();
    }

    private void onEnd(String why) {
        if (over) {
            return;
        }
        Optional<HttpAnswer> cut = reader.end();
        if (cut.isPresent()) {
            onAnswer(cut.get(), Unpooled.EMPTY_BUFFER);
        } else {
            fail(why + " while " + step.text());
        }
    }

    private void onDeadline() {
        onEnd("no answer within " + config.timeouts().dial().toSeconds() + " s");
    }

    private void fail(String reason) {
        if (!over) {
            end();
            dropChannel();
            outcome.onFailed(reason);
        }
    }

    private void end() {
        over = true;
        step.leave();
        if (deadline != null) {
            deadline.cancel();
        }
    }

    private void dropChannel() {
        if (connector != null) {
            connector.cancel();
        }
        if (channel != null) {
            channel.close();
        }
    }

    /** Reads the proxy's and the server's answer. */
    private final class Answers extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (over) {
                bytes.release();
                return;
            }
            try {
                Optional<HttpAnswer> answer = reader.read(bytes);
                if (answer.isPresent()) {
                    onAnswer(answer.get(), bytes);
                } else {
                    bytes.release();
                }
            } catch (WireException e) {
                bytes.release();
                fail(config.server() + " is no tunnel server: " + e.getMessage());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                onEnd("the connection ended");
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            onEnd("the connection ended");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                onEnd(NetworkFault.told(cause));
            } else if (!(cause.getCause() instanceof IOException)) {
                listener.onDefect(cause);
                fail("unexpected: " + cause);
            }
        }
    }
}
