// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.agent.ProxySettings.Proxy;
import dev.adit.http.NetworkFault;
import dev.adit.wire.HostPort;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.HttpAnswerReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way to the server: resolve, connect, CONNECT through the proxy when there is one. It has no
 * deadline of its own. Confined to the agent's event loop.
 */
final class Way {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Hears how it went, once, on the event loop. */
    interface Outcome {
        /** The connection stands and has no handler; add one within this call. */
        void onOpen(Channel channel);

        /** There is none. */
        void onFailed(String reason);
    }

    private final Sockets sockets;
    private final ServerAddress server;
    private final HostPort destination;
    private final Optional<Proxy> proxy;
    private final DialStep step;
    private final AgentListener listener;
    private final Outcome outcome;
    private boolean over;
    private @Nullable Connector connector;
    private @Nullable Channel channel;
    private @Nullable AnswerHandler answers;

    private Way(Dialer dialer, HostPort destination, DialStep step, AgentListener listener, Outcome outcome) {
        this.sockets = dialer.sockets();
        this.server = dialer.config().server();
        this.destination = destination;
        this.proxy = dialer.config().dial().proxy().proxyFor(server);
        this.step = step;
        this.listener = listener;
        this.outcome = outcome;
    }

    /** Begins; the outcome never comes from within this call. */
    static Way open(Dialer dialer, HostPort destination, DialStep step, AgentListener listener, Outcome outcome) {
        Way way = new Way(dialer, destination, step, listener, outcome);
        HostPort first = way.proxy.map(Proxy::address).orElse(destination);
        step.enter("looking up " + first.host());
        Resolver.resolve(first.host(), way.sockets.loop(), found -> way.onResolved(first, found));
        return way;
    }

    /** Stops; the outcome is not told. Does nothing once the connection was handed over. */
    void cancel() {
        if (!over) {
            over = true;
            drop();
        }
    }

    /** Waits no longer: fails, or takes what the proxy has said so far for its answer. */
    void giveUp(String why) {
        if (answers != null) {
            answers.giveUp(why);
        } else {
            fail(why + " while " + step.text());
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
                Way.this.onConnected(connected);
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
        if (proxy.isEmpty()) {
            over = true;
            outcome.onOpen(connected);
            return;
        }
        answers = new AnswerHandler(HttpAnswerReader.ofConnect(), new ProxyAnswer());
        connected.pipeline().addLast(answers);
        step.enter("asking the proxy " + proxy.get().address());
        String request = proxy.get().connectRequest(destination);
        connected.writeAndFlush(ByteBufUtil.writeUtf8(connected.alloc(), request));
    }

    private void onProxyAnswer(HttpAnswer answer, ByteBuf leftover) {
        boolean early = leftover.isReadable();
        leftover.release();
        if (channel == null || answers == null) {
            throw new IllegalStateException("an answer without a connection");
        }
        if (answer.status() / 100 != 2 || early) {
            fail(proxy.orElseThrow().refusal(server, destination, answer.status()));
            return;
        }
        over = true;
        channel.pipeline().remove(answers);
        outcome.onOpen(channel);
    }

    private void fail(String reason) {
        if (!over) {
            over = true;
            drop();
            outcome.onFailed(reason);
        }
    }

    private void drop() {
        if (answers != null) {
            answers.stop();
        }
        if (connector != null) {
            connector.cancel();
        }
        if (channel != null) {
            channel.close();
        }
    }

    /** What the proxy says to CONNECT. */
    private final class ProxyAnswer implements AnswerHandler.Outcome {
        @Override
        public void onAnswer(HttpAnswer answer, ByteBuf leftover) {
            onProxyAnswer(answer, leftover);
        }

        @Override
        public void onMalformed(String why) {
            fail("the proxy " + proxy.orElseThrow().address() + " does not speak HTTP: " + why);
        }

        @Override
        public void onNone(String why) {
            fail(why + " while " + step.text());
        }

        @Override
        public void onDefect(Throwable defect) {
            listener.onDefect(defect);
            fail("unexpected: " + defect);
        }
    }
}
