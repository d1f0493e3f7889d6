// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.server.PortRange;
import dev.adit.server.registry.Tunnel;
import dev.adit.wire.TunnelName;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public ports of TCP tunnels. A port is bound exactly as long as its tunnel lives, and kept for its name and owner
 * for a while after. Thread-safe; nobody is called while its lock is held.
 */
public final class TcpPorts {
    private static final Logger LOG = LoggerFactory.getLogger(TcpPorts.class);

    /** What became of a wish for a port. */
    public sealed interface Result {
        /** The port is bound and its visitors reach the tunnel. */
        record Open(int port) implements Result {}

        /** There is no port for the tunnel. */
        record Failed(ErrorCode code, String message) implements Result {}
    }

    /** Binds ports; the channel is empty when the port cannot be had. */
    public interface Binder {
        void bind(int port, String tunnelName, Consumer<Optional<Channel>> answer);
    }

    private final Optional<PortRange> range;
    private final Binder binder;
    private final Predicate<Tunnel> isLive;
    private final Clock clock;
    private final Duration hold;
    private final Map<Integer, PortLease> leases = new TreeMap<>();
    private final Set<Integer> foreign = new HashSet<>();
    private boolean closed;

    /**
     * Makes them, none bound.
     *
     * @param range the ports there are; empty when TCP tunnels are off
     * @param isLive whether a tunnel still serves its name; asked while the lock is held
     * @param hold how long a port stays its owner's after the tunnel ended
     */
    public TcpPorts(Optional<PortRange> range, Binder binder, Predicate<Tunnel> isLive, Clock clock, Duration hold) {
        this.range = range;
        this.binder = binder;
        this.isLive = isLive;
        this.clock = clock;
        this.hold = hold;
    }

    /** Why no tunnel can have such a port, whoever asks; empty when one may be free. */
    public Optional<Result.Failed> refusal(Optional<Integer> wanted) {
        if (range.isEmpty()) {
            return Optional.of(new Result.Failed(
                    ErrorCode.RIGHTS_MISSING, "this server opens no TCP tunnels; it was started without --tcp-ports"));
        }
        return wanted.filter(port -> !range.get().contains(port))
                .map(port -> new Result.Failed(
                        ErrorCode.RIGHTS_MISSING,
                        "port " + port + " is not among this server's TCP ports " + range.get()
                                + "; choose one of them with --remote-port, or leave it out"));
    }

    /**
     * Binds a port for the tunnel: the wanted one, else the one it had before, else a free one, looked for from a place
     * in the range that is the name's own, so that it is the same again after a restart of the server. After a takeover a port
     * that is bound already stays bound, and its visitors go to whoever serves the name; one that is being bound or
     * closed is waited for. The answer may come on any thread.
     */
    public void open(Tunnel tunnel, Optional<Integer> wanted, Consumer<Result> answer) {
        Optional<Result.Failed> refusal = refusal(wanted);
        if (refusal.isPresent()) {
            answer.accept(refusal.get());
        } else {
            settle(new PortLease.Wish(tunnel, wanted, answer));
        }
    }

    private void settle(PortLease.Wish wish) {
        List<Runnable> next = new ArrayList<>();
        synchronized (this) {
            decide(wish, next);
        }
        next.forEach(Runnable::run);
    }

    /** What is to be done for the wish once the lock is given back. */
    private void decide(PortLease.Wish wish, List<Runnable> next) {
        if (closed || !isLive.test(wish.tunnel)) {
            next.add(() -> wish.answer.accept(ended()));
            return;
        }
        Optional<PortLease> present = present(wish, next);
        if (present.isPresent()) {
            PortLease lease = present.get();
            if (lease.state == PortLease.State.OPEN) {
                lease.use(wish);
                next.add(() -> wish.answer.accept(new Result.Open(lease.port)));
            } else {
                lease.join(wish);
            }
            return;
        }
        OptionalInt free = candidate(wish);
        if (free.isEmpty()) {
            next.add(() -> wish.answer.accept(none(wish.wanted)));
            return;
        }
        PortLease lease = new PortLease(free.getAsInt(), wish);
        leases.put(lease.port, lease);
        String name = wish.tunnel.name().value();
        next.add(() -> binder.bind(lease.port, name, channel -> onBound(lease, channel)));
    }

    /** The lease of the name whose port is in use or about to be; what else is open for the name is given up. */
    private Optional<PortLease> present(PortLease.Wish wish, List<Runnable> next) {
        Optional<PortLease> present = Optional.empty();
        for (PortLease lease : leases.values()) {
            if (lease.state == PortLease.State.HELD || !lease.belongsTo(wish.tunnel)) {
                continue;
            }
            if (wish.fits(lease.port) && present.isEmpty()) {
                present = Optional.of(lease);
            } else if (lease.state == PortLease.State.OPEN) {
                next.add(closing(lease));
            }
        }
        return present;
    }

    private OptionalInt candidate(PortLease.Wish wish) {
        dropExpired();
        IntPredicate possible = port -> wish.fits(port) && !wish.tried.contains(port);
        OptionalInt before = leases.values().stream()
                .filter(lease -> lease.belongsTo(wish.tunnel) && lease.state == PortLease.State.HELD)
                .mapToInt(lease -> lease.port)
                .filter(possible)
                .findFirst();
        if (before.isPresent()) {
            return before;
        }
        return range.orElseThrow()
                .from(wish.tunnel.name().value().hashCode())
                .filter(possible)
                .filter(port -> !leases.containsKey(port))
                .findFirst();
    }

    private void dropExpired() {
        long now = clock.nanoTime();
        leases.values().removeIf(lease -> lease.state == PortLease.State.HELD && lease.heldUntilNanos - now <= 0);
    }

    private void onBound(PortLease lease, Optional<Channel> bound) {
        if (bound.isEmpty()) {
            onNotBound(lease);
            return;
        }
        Channel channel = bound.get();
        List<Runnable> next = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                next.add(channel::close);
                lease.takeWaiting().forEach(wish -> next.add(() -> wish.answer.accept(ended())));
            } else {
                lease.channel = channel;
                lease.state = PortLease.State.OPEN;
                foreign.remove(lease.port);
                lease.takeWaiting().forEach(wish -> decide(wish, next));
                if (!isLive.test(lease.user) && lease.state == PortLease.State.OPEN) {
                    next.add(closing(lease));
                }
            }
        }
        next.forEach(Runnable::run);
    }

    private void onNotBound(PortLease lease) {
        List<PortLease.Wish> waiting;
        boolean first;
        synchronized (this) {
            leases.remove(lease.port, lease);
            first = foreign.add(lease.port);
            waiting = lease.takeWaiting();
        }
        if (first) {
            LOG.warn("TCP port {} is held by another process and is passed over", lease.port);
        }
        waiting.forEach(wish -> {
            wish.tried.add(lease.port);
            settle(wish);
        });
    }

    /** The port is to be closed and kept for its owner; who asks for it meanwhile waits until it is free again. */
    private Runnable closing(PortLease lease) {
        Channel channel = Objects.requireNonNull(lease.channel);
        lease.channel = null;
        lease.state = PortLease.State.CLOSING;
        return () -> channel.close().addListener(done -> onClosed(lease));
    }

    private void onClosed(PortLease lease) {
        List<Runnable> next = new ArrayList<>();
        synchronized (this) {
            lease.state = PortLease.State.HELD;
            lease.heldUntilNanos = clock.nanoTime() + (lease.kept ? hold.toNanos() : 0);
            lease.takeWaiting().forEach(wish -> decide(wish, next));
        }
        next.forEach(Runnable::run);
    }

    private static Result ended() {
        return new Result.Failed(ErrorCode.PORT_TAKEN, "the tunnel ended before its port was bound");
    }

    private Result none(Optional<Integer> wanted) {
        return wanted.map(port -> new Result.Failed(
                        ErrorCode.PORT_TAKEN, "port " + port + " is in use or kept for another; choose another"))
                .orElseGet(() -> new Result.Failed(
                        ErrorCode.NO_PORT_LEFT, "all TCP ports of this server are in use: " + range.orElseThrow()));
    }

    /** The port that is bound for the tunnel that serves the name now; empty when there is none. */
    public synchronized OptionalInt openPort(TunnelName name) {
        return leases.values().stream()
                .filter(lease -> lease.state == PortLease.State.OPEN)
                .filter(lease -> lease.user.name().equals(name) && isLive.test(lease.user))
                .mapToInt(lease -> lease.port)
                .findFirst();
    }

    /**
     * The tunnel lives no more: its port is closed at once and kept for its owner. A port that a newer session of the
     * name has inherited stays as it is, and one that is still being bound is closed as soon as it is.
     */
    public void close(Tunnel tunnel) {
        close(tunnel, true);
    }

    /** The same of a tunnel whose owner does not come back: its port is nobody's. */
    public void free(Tunnel tunnel) {
        close(tunnel, false);
    }

    private void close(Tunnel tunnel, boolean keep) {
        List<Runnable> next = new ArrayList<>();
        synchronized (this) {
            for (PortLease lease : leases.values()) {
                boolean unused = lease.user.equals(tunnel) || !isLive.test(lease.user);
                if (!lease.belongsTo(tunnel) || !unused) {
                    continue;
                }
                lease.kept &= keep;
                if (lease.state == PortLease.State.OPEN) {
                    next.add(closing(lease));
                } else if (lease.state == PortLease.State.HELD && !keep) {
                    lease.heldUntilNanos = clock.nanoTime();
                }
            }
        }
        next.forEach(Runnable::run);
    }

    /** Closes every port; none is opened after. */
    public void closeAll() {
        List<Channel> open = new ArrayList<>();
        List<PortLease.Wish> waiting = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (PortLease lease : leases.values()) {
                Optional.ofNullable(lease.channel).ifPresent(open::add);
                waiting.addAll(lease.takeWaiting());
            }
            leases.clear();
        }
        open.forEach(Channel::close);
        waiting.forEach(wish -> wish.answer.accept(ended()));
    }
}
