// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.server.PortRange;
import dev.adit.server.registry.Tunnel;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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

    private static final class Lease {
        final String name;
        final String owner;
        Tunnel user;

        @Nullable
        Channel channel;

        boolean inUse = true;
        long heldUntilNanos;

        Lease(Tunnel tunnel) {
            name = tunnel.name().value();
            owner = tunnel.owner().id();
            user = tunnel;
        }

        boolean belongsTo(Tunnel tunnel) {
            return owner.equals(tunnel.owner().id())
                    && name.equals(tunnel.name().value());
        }
    }

    private final Optional<PortRange> range;
    private final Binder binder;
    private final Predicate<Tunnel> isLive;
    private final Clock clock;
    private final Duration hold;
    private final Map<Integer, Lease> leases = new TreeMap<>();
    private final Set<Integer> foreign = new HashSet<>();

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
                        "port " + port + " is not among this server's TCP ports " + range.get()));
    }

    /**
     * Binds a port for the tunnel: the wanted one, else the one it had before, else a free one. After a takeover a port
     * that is bound already stays bound, and its visitors go to whoever serves the name.
     */
    public void open(Tunnel tunnel, Optional<Integer> wanted, Consumer<Result> answer) {
        Optional<Result.Failed> refusal = refusal(wanted);
        if (refusal.isPresent()) {
            answer.accept(refusal.get());
            return;
        }
        List<Channel> stale = new ArrayList<>();
        Optional<Integer> inherited = Optional.empty();
        Queue<Integer> candidates = new ArrayDeque<>();
        synchronized (this) {
            if (isLive.test(tunnel)) {
                inherited = inherit(tunnel, wanted, stale);
                candidates = inherited.isPresent() ? candidates : candidates(tunnel, wanted);
            }
        }
        stale.forEach(Channel::close);
        if (inherited.isPresent()) {
            answer.accept(new Result.Open(inherited.get()));
        } else {
            tryNext(tunnel, candidates, wanted, answer);
        }
    }

    /** The port that is bound for the name already; what else is bound for it is given up. */
    private Optional<Integer> inherit(Tunnel tunnel, Optional<Integer> wanted, List<Channel> stale) {
        Optional<Integer> inherited = Optional.empty();
        for (Map.Entry<Integer, Lease> entry : leases.entrySet()) {
            Lease lease = entry.getValue();
            Channel channel = lease.channel;
            if (channel == null || !lease.belongsTo(tunnel)) {
                continue;
            }
            boolean fits = wanted.isEmpty() || wanted.get().equals(entry.getKey());
            if (fits && inherited.isEmpty()) {
                lease.user = tunnel;
                inherited = Optional.of(entry.getKey());
            } else {
                stale.add(channel);
                end(lease);
            }
        }
        return inherited;
    }

    /** The port is not bound any more and kept for its owner. */
    private void end(Lease lease) {
        lease.channel = null;
        lease.inUse = false;
        lease.heldUntilNanos = clock.nanoTime() + hold.toNanos();
    }

    private Queue<Integer> candidates(Tunnel tunnel, Optional<Integer> wanted) {
        dropExpired();
        Queue<Integer> ports = new ArrayDeque<>();
        if (wanted.isPresent()) {
            Lease lease = leases.get(wanted.get());
            if (lease == null || lease.belongsTo(tunnel)) {
                ports.add(wanted.get());
            }
            return ports;
        }
        leases.forEach((port, lease) -> {
            if (lease.belongsTo(tunnel)) {
                ports.add(port);
            }
        });
        PortRange all = range.orElseThrow();
        for (int port = all.first(); port <= all.last(); port++) {
            if (!leases.containsKey(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private void dropExpired() {
        long now = clock.nanoTime();
        Iterator<Lease> all = leases.values().iterator();
        while (all.hasNext()) {
            Lease lease = all.next();
            if (!lease.inUse && lease.heldUntilNanos - now <= 0) {
                all.remove();
            }
        }
    }

    private void tryNext(Tunnel tunnel, Queue<Integer> candidates, Optional<Integer> wanted, Consumer<Result> answer) {
        Integer port = candidates.poll();
        if (port == null) {
            answer.accept(none(wanted));
            return;
        }
        Lease lease = new Lease(tunnel);
        synchronized (this) {
            Lease present = leases.get(port);
            if (present != null && (present.inUse || !present.belongsTo(tunnel))) {
                lease = null;
            } else {
                leases.put(port, lease);
            }
        }
        if (lease == null) {
            tryNext(tunnel, candidates, wanted, answer);
            return;
        }
        Lease taken = lease;
        binder.bind(
                port,
                tunnel.name().value(),
                channel -> onBound(tunnel, port, taken, channel, candidates, wanted, answer));
    }

    private void onBound(
            Tunnel tunnel,
            int port,
            Lease lease,
            Optional<Channel> channel,
            Queue<Integer> candidates,
            Optional<Integer> wanted,
            Consumer<Result> answer) {
        if (channel.isEmpty()) {
            boolean first;
            synchronized (this) {
                leases.remove(port, lease);
                first = foreign.add(port);
            }
            if (first) {
                LOG.warn("TCP port {} is held by another process and is passed over", port);
            }
            tryNext(tunnel, candidates, wanted, answer);
            return;
        }
        boolean lost;
        synchronized (this) {
            lost = leases.get(port) != lease || !lease.inUse || !isLive.test(tunnel);
            if (lost) {
                end(lease);
            } else {
                lease.channel = channel.get();
                foreign.remove(port);
            }
        }
        if (lost) {
            channel.get().close();
            answer.accept(new Result.Failed(ErrorCode.PORT_TAKEN, "the tunnel ended before its port was bound"));
        } else {
            answer.accept(new Result.Open(port));
        }
    }

    private Result none(Optional<Integer> wanted) {
        return wanted.map(port -> new Result.Failed(
                        ErrorCode.PORT_TAKEN, "port " + port + " is in use or kept for another; choose another"))
                .orElseGet(() -> new Result.Failed(
                        ErrorCode.NO_PORT_LEFT, "all TCP ports of this server are in use: " + range.orElseThrow()));
    }

    /**
     * The tunnel lives no more: its port is closed at once and kept for its owner. A port that a newer session of the
     * name has inherited stays as it is.
     */
    public void close(Tunnel tunnel) {
        List<Channel> open = new ArrayList<>();
        synchronized (this) {
            for (Lease lease : leases.values()) {
                if (lease.inUse && lease.belongsTo(tunnel) && (lease.user.equals(tunnel) || !isLive.test(lease.user))) {
                    Optional.ofNullable(lease.channel).ifPresent(open::add);
                    end(lease);
                }
            }
        }
        open.forEach(Channel::close);
    }

    /** Closes every port. */
    public synchronized void closeAll() {
        leases.values().forEach(lease -> {
            if (lease.channel != null) {
                lease.channel.close();
            }
        });
        leases.clear();
    }
}
