// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.server.registry.Tunnel;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One port that a name has, had, or is about to get. Guarded by the lock of {@link TcpPorts}. */
final class PortLease {
    /** Where the port's socket stands; a step between two of them is told by the event loop, later. */
    enum State {
        BINDING,
        OPEN,
        CLOSING,
        /** Not bound, kept for its owner. */
        HELD
    }

    /** A tunnel asks for a port. */
    static final class Wish {
        final Tunnel tunnel;
        final Optional<Integer> wanted;
        final Consumer<TcpPorts.Result> answer;
        /** Ports that could not be bound for it. */
        final Set<Integer> tried = new HashSet<>();

        Wish(Tunnel tunnel, Optional<Integer> wanted, Consumer<TcpPorts.Result> answer) {
            this.tunnel = tunnel;
            this.wanted = wanted;
            this.answer = answer;
        }

        boolean fits(int port) {
            return wanted.isEmpty() || wanted.get() == port;
        }
    }

    final int port;
    private final String name;
    private final String owner;
    /** Who has the port, or was the last to ask for it while it was bound or closed. */
    Tunnel user;

    State state = State.BINDING;

    @Nullable
    Channel channel;

    long heldUntilNanos;
    /** Whether anybody may have the port back when its tunnel has ended. */
    boolean kept = true;

    private List<Wish> waiting = new ArrayList<>(1);

    PortLease(int port, Wish first) {
        this.port = port;
        name = first.tunnel.name().value();
        owner = first.tunnel.owner().id();
        user = first.tunnel;
        waiting.add(first);
    }

    boolean belongsTo(Tunnel tunnel) {
        return owner.equals(tunnel.owner().id()) && name.equals(tunnel.name().value());
    }

    /** A newer session of the name waits for the step that is under way. */
    void join(Wish wish) {
        use(wish);
        waiting.add(wish);
    }

    /** The port is this tunnel's from now on. */
    void use(Wish wish) {
        user = wish.tunnel;
        kept = true;
    }

    List<Wish> takeWaiting() {
        List<Wish> taken = waiting;
        waiting = new ArrayList<>(1);
        return taken;
    }
}
