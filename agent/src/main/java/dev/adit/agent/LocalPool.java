// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.SocketLink;
import dev.adit.http.UpstreamLink;
import dev.adit.http.UpstreamSource;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Kept connections to one local service, the one used last first, so that the others age and go. Confined to the
 * agent's event loop.
 */
final class LocalPool implements UpstreamSource {
    /** Many services close after 5 s; a connection older than this may die under the next request. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    /** A service that announces how long it keeps a connection is believed, less this for the way. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final int MOST_IDLE = 64;

    private final LocalDialer dialer;
    private final Sockets sockets;
    /** Newest last. */
    private final ArrayDeque<Idle> idle = new ArrayDeque<>();

    private Clock.@Nullable Timer sweep;
    private Duration kept = IDLE;
    private boolean closed;

    LocalPool(LocalDialer dialer, Sockets sockets) {
        this.dialer = dialer;
        this.sockets = sockets;
    }

    @Override
    public UpstreamLink open(LinkReceiver receiver, boolean fresh) {
        Idle kept = fresh ? null : idle.pollLast();
        if (kept != null) {
            return LocalLink.reusing(this, kept.socket, receiver);
        }
        return connect(receiver, null);
    }

    /** Connections of one visitor alone, each with these bytes in front. */
    UpstreamSource unshared(LocalLink.Preface preface) {
        return (receiver, fresh) -> connect(receiver, preface);
    }

    private LocalLink connect(LinkReceiver receiver, LocalLink.@Nullable Preface preface) {
        LocalLink link = LocalLink.waiting(this, sockets.loop(), receiver, preface);
        dialer.connect(link);
        return link;
    }

    /** The service said how long it keeps idle connections. */
    void announced(Duration timeout) {
        kept = timeout.compareTo(MARGIN) > 0 ? timeout.minus(MARGIN) : Duration.ZERO;
    }

    /** Takes a connection back whose exchange is whole both ways. */
    void keep(SocketLink socket) {
        if (closed
                || kept.isZero()
                || idle.size() >= MOST_IDLE
                || !socket.channel().isActive()) {
            socket.close();
            return;
        }
        Idle entry = new Idle(socket, sockets.clock().nanoTime());
        socket.receiver(entry);
        idle.addLast(entry);
        socket.resumeReading();
        scheduleSweep();
    }

    /** Closes what is idle and keeps nothing more; connections in use end with their exchanges. */
    void close() {
        closed = true;
        while (!idle.isEmpty()) {
            idle.pollLast().socket.close();
        }
        stopSweep();
    }

    private void scheduleSweep() {
        if (sweep == null && !idle.isEmpty()) {
            long age = sockets.clock().nanoTime() - idle.getFirst().sinceNanos;
            Duration left = kept.minusNanos(age);
            sweep = sockets.clock().after(left.isNegative() ? Duration.ZERO : left, sockets.loop(), this::sweep);
        }
    }

    private void sweep() {
        sweep = null;
        long now = sockets.clock().nanoTime();
        while (!idle.isEmpty() && now - idle.getFirst().sinceNanos >= kept.toNanos()) {
            idle.pollFirst().socket.close();
        }
        scheduleSweep();
    }

    private void stopSweep() {
        if (sweep != null) {
            sweep.cancel();
            sweep = null;
        }
    }

    /** A connection that nobody uses: whatever it brings ends it, and is never read as an answer (H1-13). */
    private final class Idle implements LinkReceiver {
        private final SocketLink socket;
        private final long sinceNanos;

        Idle(SocketLink socket, long sinceNanos) {
            this.socket = socket;
            this.sinceNanos = sinceNanos;
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            bytes.release();
            drop();
        }

        @Override
        public void onFinished() {
            drop();
        }

        @Override
        public void onAborted(LinkFailure failure) {
            idle.remove(this);
        }

        @Override
        public void onWritable() {
            // Nothing is written here.
        }

        private void drop() {
            idle.remove(this);
            socket.close();
        }
    }
}
