// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.http.SocketLink;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that takes us: the next one is tried when one fails, and also when it is
 * silent for a quarter of a second (RFC 8305 section 5). Confined to its event loop.
 */
final class Connector {
    private static final Duration STAGGER = Duration.ofMillis(250);

    /** Hears the outcome, once, on the event loop. */
    interface Outcome {
        /** The channel is connected and has no handler yet; add them within this call. */
        void onConnected(Channel channel);

        /** No address took us; the first failure tells why, but an address that was silent before one that refused. */
        void onFailed(Throwable cause);
    }

    private final Sockets sockets;
    private final List<? extends SocketAddress> addresses;
    private final Duration timeout;
    private final Outcome outcome;
    private final List<Channel> racing = new ArrayList<>(1);
    private Clock.@Nullable Timer stagger;
    private @Nullable Throwable firstFailure;
    private int next;
    private boolean over;

    private Connector(Sockets sockets, List<? extends SocketAddress> addresses, Duration timeout, Outcome outcome) {
        this.sockets = sockets;
        this.addresses = addresses;
        this.timeout = timeout;
        this.outcome = outcome;
    }

    /** Begins; the outcome may come from within this call. */
    static Connector connect(
            Sockets sockets, List<? extends SocketAddress> addresses, Duration timeout, Outcome outcome) {
        Connector connector = new Connector(sockets, addresses, timeout, outcome);
        connector.tryNext();
        return connector;
    }

    /** Stops; the outcome is not told. */
    void cancel() {
        end();
    }

    private void tryNext() {
        cancelStagger();
        if (next == addresses.size()) {
            failIfAllDid();
            return;
        }
        SocketAddress address = addresses.get(next);
        next++;
        Channel channel = sockets.newChannel(address);
        SocketLink.configure(channel);
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis());
        racing.add(channel);
        EventLoop loop = sockets.loop();
        loop.register(channel);
        channel.connect(address).addListener(done -> onDone(channel, done));
        // One that failed within the call has gone on to the next by itself, and set the timer.
        if (!over && stagger == null && next < addresses.size()) {
            stagger = sockets.clock().after(STAGGER, loop, this::tryNext);
        }
    }

    private void onDone(Channel channel, Future<?> done) {
        racing.remove(channel);
        if (over) {
            channel.close();
            return;
        }
        if (done.isSuccess()) {
            end();
            outcome.onConnected(channel);
            return;
        }
        channel.close();
        if (firstFailure == null || outranks(done.cause(), firstFailure)) {
            firstFailure = done.cause();
        }
        tryNext();
    }

    /** Who listens and does not answer is the one that was meant, as a service on 127.0.0.1 alone where ::1 refuses. */
    private static boolean outranks(Throwable cause, Throwable first) {
        return cause instanceof ConnectTimeoutException && first instanceof ConnectException;
    }

    private void failIfAllDid() {
        if (racing.isEmpty() && !over) {
            end();
            outcome.onFailed(firstFailure == null ? new ConnectException("no address") : firstFailure);
        }
    }

    private void end() {
        over = true;
        cancelStagger();
        // A copy: closing fails the attempt, which then leaves the list.
        List.copyOf(racing).forEach(Channel::close);
    }

    private void cancelStagger() {
        if (stagger != null) {
            stagger.cancel();
            stagger = null;
        }
    }
}
