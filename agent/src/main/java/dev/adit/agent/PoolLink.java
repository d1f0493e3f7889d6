// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.http.Downstream;
import dev.adit.http.ErrorCode;
import dev.adit.http.Link;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.SocketLink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server of the pool protocol: it brings one request after another, until it ends or becomes the
 * pipe of a WebSocket. Confined to the agent's event loop.
 *
 * <pre>
 * YOUNG --open for 200 ms--> STANDING --open for 3 s--> PROVEN --101--> PIPE
 *   '-------------------- a request ----------------------^
 * </pre>
 *
 * <p>The server says nothing when a link opens, and closes one that it does not want: so a link counts for something
 * only once it has lived. A server that ends its output is done with the link, for it ends no request that way: the
 * visitor left. Only in a pipe is that end half of one.
 */
final class PoolLink implements Link, LinkReceiver {
    /** Longer than the way to the server and back, as a rule. */
    static final Duration STANDS = Duration.ofMillis(200);
    /** A link of such an age was wanted; what closes them sooner is a server without our tunnel behind it. */
    static final Duration PROVEN = Duration.ofSeconds(3);

    /** Hears how a link fares; the last call is {@link #onGone}. */
    interface Owner {
        void onStands(PoolLink link);

        void onProven(PoolLink link);

        /** It serves a WebSocket from now on, and nothing after that. */
        void onPipe(PoolLink link);

        /** It has been silent for so long that somebody on the way may forget it; comes again. */
        void onStale(PoolLink link);

        void onGone(PoolLink link);
    }

    private enum Stage {
        YOUNG,
        STANDING,
        PROVEN,
        PIPE
    }

    private final SocketLink socket;
    private final Clock clock;
    private final Duration staleAfter;
    private final Owner owner;
    private Stage stage = Stage.YOUNG;
    private LinkReceiver receiver = this; // until HTTP has taken over, within start
    private @Nullable Downstream http;
    private Clock.@Nullable Timer watch;
    private boolean httpOver;
    private boolean leaving;
    private long touchedNanos;

    private PoolLink(SocketLink socket, Clock clock, Duration staleAfter, Owner owner) {
        this.socket = socket;
        this.clock = clock;
        this.staleAfter = staleAfter;
        this.owner = owner;
        this.touchedNanos = clock.nanoTime();
    }

    /** Makes a link of a connected channel, greets the server, and serves what comes. */
    static PoolLink start(
            Sockets sockets,
            Channel channel,
            PoolTerms terms,
            Duration staleAfter,
            HttpForwarder forwarder,
            Owner owner) {
        SocketLink socket = new SocketLink(channel);
        channel.pipeline().addLast(socket);
        PoolLink link = new PoolLink(socket, sockets.clock(), staleAfter, owner);
        if (!terms.greeting().isEmpty()) {
            socket.write(ByteBufUtil.writeAscii(channel.alloc(), terms.greeting()));
        }
        link.serve(forwarder, terms.place());
        link.watch(STANDS, link::stand);
        channel.closeFuture().addListener(closed -> link.onClosed());
        return link;
    }

    private void serve(HttpForwarder forwarder, PublicPlace place) {
        http = forwarder.serve(this, place, new HttpForwarder.Served() {
            @Override
            public void onRequest() {
                prove();
            }

            @Override
            public void onLeft() {
                httpOver = true;
            }
        });
        socket.receiver(this);
    }

    /** Whether it waits for requests, or answers one, and may take another. */
    boolean isInPool() {
        return stage != Stage.PIPE && !leaving;
    }

    boolean isPipe() {
        return stage == Stage.PIPE;
    }

    boolean stands() {
        return isInPool() && hasStood();
    }

    /** Whether it was open for a while at least. */
    boolean hasStood() {
        return stage != Stage.YOUNG;
    }

    /** Whether the server wanted it. */
    boolean isProven() {
        return stage == Stage.PROVEN || stage == Stage.PIPE;
    }

    /** Takes no further request; ends at once, or after the exchange that runs. */
    void leave() {
        leaving = true;
        if (http != null && stage != Stage.PIPE) {
            http.drain();
        }
    }

    /** Ends now, with what runs on it. */
    void cut() {
        leaving = true;
        if (http != null && !httpOver) {
            http.close();
        } else {
            receiver.onAborted(new LinkFailure(ErrorCode.AGENT_LOST, "the agent ends"));
            socket.abort();
        }
    }

    private void stand() {
        if (stage == Stage.YOUNG) {
            stage = Stage.STANDING;
            owner.onStands(this);
        }
        if (stage == Stage.STANDING) {
            watch(PROVEN.minus(STANDS), this::prove);
        }
    }

    private void prove() {
        if (stage == Stage.YOUNG) {
            stage = Stage.STANDING;
            owner.onStands(this);
        }
        if (stage == Stage.STANDING) {
            stage = Stage.PROVEN;
            watch(staleAfter, this::checkSilence);
            owner.onProven(this);
        }
    }

    private void checkSilence() {
        Duration silent = Duration.ofNanos(clock.nanoTime() - touchedNanos);
        boolean stale = silent.compareTo(staleAfter) >= 0;
        watch(stale ? staleAfter : staleAfter.minus(silent), this::checkSilence);
        if (stale && isInPool()) {
            owner.onStale(this);
        }
    }

    private void watch(Duration delay, Runnable task) {
        stopWatch();
        watch = clock.after(delay, executor(), task);
    }

    private void stopWatch() {
        if (watch != null) {
            watch.cancel();
            watch = null;
        }
    }

    private void onClosed() {
        stopWatch();
        leaving = true;
        owner.onGone(this);
    }

    /** HTTP gives the link away only to the pipe of a WebSocket. */
    @Override
    public void receiver(LinkReceiver newReceiver) {
        receiver = newReceiver;
        if (httpOver && stage != Stage.PIPE) {
            stage = Stage.PIPE;
            stopWatch();
            owner.onPipe(this);
        }
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        touchedNanos = clock.nanoTime();
        receiver.onBytes(bytes);
    }

    @Override
    public void onFinished() {
        if (http != null && !httpOver) {
            http.close();
        } else {
            receiver.onFinished();
        }
    }

    @Override
    public void onAborted(LinkFailure failure) {
        receiver.onAborted(failure);
    }

    @Override
    public void onWritable() {
        receiver.onWritable();
    }

    @Override
    public EventExecutor executor() {
        return socket.executor();
    }

    @Override
    public void write(ByteBuf bytes) {
        touchedNanos = clock.nanoTime();
        socket.write(bytes);
    }

    @Override
    public void finish() {
        socket.finish();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public void abort() {
        socket.abort();
    }

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public void pauseReading() {
        socket.pauseReading();
    }

    @Override
    public void resumeReading() {
        socket.resumeReading();
    }
}
