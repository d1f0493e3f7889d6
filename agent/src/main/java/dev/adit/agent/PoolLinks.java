// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a tunnel's links: as many as wanted wait for requests. Confined to the agent's event loop.
 *
 * <p>A proven link that ends is replaced at once. After one that failed, was refused or closed at once, new ones are
 * tried one at a time and ever more slowly, until one is proven again. When none is left the owner is told, once
 * however many failed, and nothing is dialled until it gives new terms.
 *
 * <p>A link that has been silent for long is replaced before something on the way forgets it without a word: by a fresh
 * one first where the server takes one more, else it makes room. What fails silently sooner is found by the system's
 * probes, each ping interval.
 */
final class PoolLinks implements PoolLink.Owner {
    /** Cloud balancers forget a silent connection after four to six minutes. */
    private static final Duration STALE = Duration.ofMinutes(3);

    /** What the run of the links hears. */
    interface Owner {
        /** A link stands: visitors can come. Told of each. */
        void onStanding();

        /** No link is left, and the last try failed for that reason. */
        void onLost(String reason);

        /** The last connection has ended, those of WebSockets included. */
        void onEmpty();
    }

    private final Dialer dialer;
    private final RandomGenerator random;
    private final AgentListener listener;
    private final BooleanSupplier mayRefresh;
    private final Owner owner;
    private final Backoff backoff;
    private final Set<PoolLink> links = new LinkedHashSet<>();
    private final Set<PoolLink> stale = new LinkedHashSet<>();
    private final Set<Opening> openings = new LinkedHashSet<>();
    private Optional<PoolTerms> terms = Optional.empty();
    private @Nullable HttpForwarder forwarder;
    private Clock.@Nullable Timer refill;
    private boolean failing;
    private long failingSinceNanos;

    PoolLinks(Dialer dialer, RandomGenerator random, AgentListener listener, BooleanSupplier mayRefresh, Owner owner) {
        this.dialer = dialer;
        this.random = random;
        this.listener = listener;
        this.mayRefresh = mayRefresh;
        this.owner = owner;
        this.backoff = new Backoff(random);
    }

    /** Opens links by these terms from now on; those that stand live on. */
    void use(PoolTerms newTerms, HttpForwarder newForwarder) {
        terms = Optional.of(newTerms);
        forwarder = newForwarder;
        recover();
    }

    /** Whether no connection is left. */
    boolean isEmpty() {
        return links.isEmpty();
    }

    /** Opens no more; links that answer a request end after it, WebSockets go on. */
    void leave() {
        stop();
        List.copyOf(links).forEach(PoolLink::leave);
    }

    /** Opens no more and ends all, with what runs on them. */
    void cut() {
        stop();
        List.copyOf(links).forEach(PoolLink::cut);
    }

    private void stop() {
        terms = Optional.empty();
        stopRefill();
        List.copyOf(openings).forEach(Opening::cancel);
    }

    private Sockets sockets() {
        return dialer.sockets();
    }

    private void fill() {
        if (terms.isEmpty() || refill != null) {
            return;
        }
        PoolTerms present = terms.get();
        long inPool = links.stream()
                .filter(link -> link.isInPool() && !stale.contains(link))
                .count();
        long missing = Math.min(present.wanted() - inPool, present.most() - counted(present)) - openings.size();
        if (failing) {
            missing = Math.min(missing, openings.isEmpty() ? 1 : 0);
        }
        for (int i = 0; i < missing; i++) {
            openings.add(new Opening(present));
        }
    }

    /** The links of which the server takes only so many. */
    private long counted(PoolTerms present) {
        return links.stream()
                .filter(link -> present.pipesCount() || !link.isPipe())
                .count();
    }

    @Override
    public void onStands(PoolLink link) {
        if (terms.isPresent()) {
            owner.onStanding();
        }
        stale.stream().filter(old -> !old.equals(link)).toList().forEach(PoolLink::leave);
    }

    @Override
    public void onProven(PoolLink link) {
        if (failing) {
            recover();
        }
    }

    private void recover() {
        failing = false;
        backoff.reset();
        stopRefill();
        fill();
    }

    @Override
    public void onPipe(PoolLink link) {
        fill();
    }

    @Override
    public void onStale(PoolLink link) {
        if (terms.isEmpty() || !mayRefresh.getAsBoolean()) {
            return;
        }
        if (counted(terms.get()) + openings.size() < terms.get().most()) {
            stale.add(link);
            fill();
        } else {
            link.leave();
        }
    }

    @Override
    public void onGone(PoolLink link) {
        links.remove(link);
        stale.remove(link);
        if (terms.isPresent()) {
            if (link.isProven()) {
                fill();
            } else {
                String where = " to " + terms.get().destination();
                onFailed(
                        link.hasStood()
                                ? "the server ended its links" + where
                                : "the server closes links" + where + " as soon as they open");
            }
        }
        if (links.isEmpty()) {
            owner.onEmpty();
        }
    }

    private void onFailed(String reason) {
        if (terms.isEmpty()) {
            return;
        }
        if (openings.isEmpty() && links.stream().noneMatch(PoolLink::isInPool)) {
            stop();
            owner.onLost(reason);
            return;
        }
        long now = sockets().clock().nanoTime();
        failingSinceNanos = failing ? failingSinceNanos : now;
        failing = true;
        if (refill == null) {
            Duration wait = backoff.next(Duration.ofNanos(now - failingSinceNanos));
            refill = sockets().clock().after(wait, sockets().loop(), () -> {
                refill = null;
                fill();
            });
        }
    }

    private void stopRefill() {
        if (refill != null) {
            refill.cancel();
            refill = null;
        }
    }

    private void open(PoolTerms agreed, Channel channel) {
        if (forwarder == null) {
            throw new IllegalStateException("links without a forwarder");
        }
        sockets().transport().keepAlive(channel, dialer.config().dial().pingInterval());
        // Links that open together shall not all be replaced together.
        Duration staleAfter = STALE.minusMillis(random.nextLong(STALE.toMillis() / 5));
        links.add(PoolLink.start(sockets(), channel, agreed, staleAfter, forwarder, this));
    }

    /** A link that is being dialled; a slow one is told of when no other serves. */
    private final class Opening implements Way.Outcome {
        private final PoolTerms agreed;
        private final DialStep step;
        private final Clock.Timer deadline;
        private final Way way;

        Opening(PoolTerms agreed) {
            this.agreed = agreed;
            boolean first = openings.isEmpty() && links.stream().noneMatch(PoolLink::stands);
            this.step = new DialStep(sockets(), first ? listener : AgentListener.NONE);
            this.way = Way.open(dialer, agreed.destination(), step, listener, this);
            this.deadline = sockets()
                    .clock()
                    .after(dialer.config().timeouts().dial(), sockets().loop(), () -> way.giveUp("no answer in time"));
        }

        void cancel() {
            end();
            way.cancel();
        }

        @Override
        public void onOpen(Channel channel) {
            end();
            open(agreed, channel);
        }

        @Override
        public void onFailed(String reason) {
            end();
            PoolLinks.this.onFailed("no link: " + reason);
        }

        private void end() {
            openings.remove(this);
            step.leave();
            deadline.cancel();
        }
    }
}
