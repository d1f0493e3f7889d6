// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.SocketLink;
import dev.adit.http.UpstreamLink;
import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.server.keys.Key;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.registry.TunnelSession;
import dev.adit.server.session.KeyHolder;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.StreamPreamble;
import dev.adit.wire.TunnelKind;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of one registration, each leased to one exchange at a time, in turn: what serves a tunnel when no session
 * does. Confined to its event loop, but for what its interface allows from anywhere.
 *
 * <p>A link comes back only when the core says that it is in step: both messages whole, nothing left over, no close
 * announced (AL-10, AL-15). One that leaves HTTP for a WebSocket is out of the pool for good.
 *
 * <pre>
 * EMPTY --first link--> SERVING --last link gone--> EMPTY
 *   |-- too long --> ENDED <-- replaced, revoked, server ends --|
 * </pre>
 */
final class Pool implements TunnelSession, KeyHolder {
    /**
     * What {@code /api/tunnels/NAME/status} tells. Immutable.
     *
     * @param links connected sockets, upgraded ones too
     */
    record Status(int links, Instant createdAt, Instant lastAccess) {}

    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final Registration registration;
    private final EventLoop loop;
    private final PoolBounds bounds;
    private final Duration hold;
    private final Consumer<Pool> onEnd;
    private final LinkSet links = new LinkSet();
    private final WaitingExchanges waiting;
    private final Vacancy vacancy;
    private Instant lastAccess;
    private boolean draining;
    private boolean over;

    /**
     * @param hold how long the registration lives on without a link once it has had one
     * @param onEnd told once, on the loop
     */
    Pool(
            Registration registration,
            EventLoop loop,
            Clock clock,
            PoolBounds bounds,
            Duration hold,
            Consumer<Pool> onEnd) {
        this.registration = registration;
        this.loop = loop;
        this.bounds = bounds;
        this.hold = hold;
        this.onEnd = onEnd;
        lastAccess = registration.createdAt();
        waiting = new WaitingExchanges(clock, loop, bounds, () -> links.pooled() > 0);
        vacancy = new Vacancy(clock, loop, () -> links.connected() > 0);
    }

    Registration registration() {
        return registration;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    /** The name is ours: the first link must come in time (AL-05). */
    void start() {
        if (!over && links.pooled() == 0) {
            vacancy.begin(bounds.hold(), () -> end("no link came", false));
        }
    }

    /** Takes a link that has proved to be this registration's; its reading is paused. */
    void join(SocketLink socket) {
        if (over || draining || links.pooled() >= bounds.links()) {
            socket.close();
            return;
        }
        PoolLink link = new PoolLink(this, socket);
        if (links.pooled() == 0) {
            LOG.debug(
                    "pool '{}': a link from {}",
                    registration.name(),
                    socket.channel().remoteAddress());
            vacancy.end();
        }
        links.add(link);
        socket.channel().closeFuture().addListener(closed -> forget(link));
        offer(link);
    }

    @Override
    public Readiness readiness() {
        if (over || (draining && links.pooled() == 0)) {
            return Readiness.AWAY;
        }
        return !links.anyIdle() && waiting.isFull() ? Readiness.BUSY : Readiness.READY;
    }

    /** What answers here is not ours: anybody's program at the other end of a raw connection. */
    @Override
    public boolean isTrusted() {
        return false;
    }

    @Override
    public UpstreamLink open(StreamPreamble preamble, LinkReceiver receiver) {
        lastAccess = Instant.now();
        LeasedLink lease = new LeasedLink(this, receiver);
        if (preamble.kind() != TunnelKind.HTTP) {
            // The name was a TCP tunnel's a moment ago, and its port is about to close.
            failSoon(lease, ErrorCode.AGENT_AWAY);
            return lease;
        }
        PoolLink free = nextIdle();
        if (free != null) {
            lease.attach(free);
        } else if (over || waiting.isFull()) {
            failSoon(lease, over ? ErrorCode.AGENT_AWAY : ErrorCode.BUSY);
        } else {
            waiting.add(lease);
        }
        return lease;
    }

    private void failSoon(LeasedLink lease, ErrorCode code) {
        loop.execute(() -> lease.fail(new LinkFailure(code, "the tunnel has no link to spare")));
    }

    private @Nullable PoolLink nextIdle() {
        PoolLink link = links.takeIdle();
        while (link != null && !link.isActive()) {
            forget(link);
            link = links.takeIdle();
        }
        return link;
    }

    /** An exchange that had no link yet is over. */
    void leave(LeasedLink lease) {
        waiting.remove(lease);
    }

    /** The exchange that had the link is over; {@code reusable} when the link is in step. */
    void giveBack(PoolLink link, boolean reusable) {
        boolean wanted = !over && (!draining || !waiting.isEmpty());
        if (reusable && wanted && links.isPooled(link) && link.isActive()) {
            offer(link);
        } else {
            forget(link);
            link.socket().close();
        }
    }

    private void offer(PoolLink link) {
        // Idle for a moment at least: what came unasked is dropped here, and would be taken for an answer later.
        links.addIdle(link);
        link.rest();
        if (!waiting.isEmpty() && links.takeIdle(link)) {
            waiting.poll().ifPresent(lease -> lease.attach(link));
        }
    }

    /** The link carries another protocol from now on. */
    void takenOut(PoolLink link) {
        if (links.isPooled(link)) {
            links.upgrade(link);
            leaves(link);
        }
    }

    /** The link is gone or about to be. */
    void forget(PoolLink link) {
        links.removeUpgraded(link);
        leaves(link);
    }

    private void leaves(PoolLink link) {
        if (links.unpool(link) && links.pooled() == 0 && !over) {
            waiting.onNoLinkLeft();
            vacancy.begin(hold, () -> end("no link came back", false));
        }
    }

    /** Asks for what is known, which is told on the loop. From any thread. */
    void status(Consumer<Status> answer) {
        loop.execute(() -> answer.accept(new Status(links.connected(), registration.createdAt(), lastAccess)));
    }

    @Override
    public void probe(Consumer<Boolean> alive) {
        loop.execute(() -> alive.accept(!over && links.connected() > 0));
    }

    @Override
    public void released(Tunnel tunnel, ReleaseReason reason, String message) {
        loop.execute(() -> end(reason.text(), false));
    }

    @Override
    public Optional<Key> key() {
        return registration.key();
    }

    /** Nothing of it goes on. */
    @Override
    public void revoke() {
        loop.execute(() -> end(ReleaseReason.REVOKED.text(), true));
    }

    /** What runs may end; nothing else begins. From any thread. */
    void drain() {
        loop.execute(() -> {
            draining = true;
            if (waiting.isEmpty()) {
                closeIdle();
            }
        });
    }

    /** Ends now. From any thread. */
    void shutDown() {
        loop.execute(() -> end("the server ends", true));
    }

    /**
     * Ends: idle links now, others with their exchanges unless those are cut as well (AL-14).
     *
     * @param cuts whether exchanges and upgraded connections break off
     */
    void end(String why, boolean cuts) {
        if (over) {
            return;
        }
        over = true;
        LOG.info("pool '{}' ended: {}", registration.name(), why);
        vacancy.end();
        waiting.failAll(new LinkFailure(ErrorCode.AGENT_AWAY, "the tunnel ended"));
        closeIdle();
        if (cuts) {
            links.closeAll();
        }
        onEnd.accept(this);
    }

    private void closeIdle() {
        for (PoolLink link : links.idle()) {
            forget(link);
            link.socket().close();
        }
    }
}
