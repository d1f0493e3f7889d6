// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.ErrorCode;
import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.server.registry.Claim;
import dev.adit.server.registry.ClaimOutcome;
import dev.adit.server.registry.Owner;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.session.Neighbours;
import dev.adit.server.tcp.TcpPorts;
import dev.adit.wire.AccessList;
import dev.adit.wire.TunnelKind;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Opens the pool of a registration that may be: claims its name, and binds its port where it gets one of its own. What a
 * pool has it gives back when it ends. Thread-safe.
 */
final class PoolOpener {
    /** A registration has one tunnel, as a dial of an Exio agent has. */
    private static final int ONLY_TUNNEL = 1;

    /** What became of a registration. Immutable. */
    sealed interface Outcome {
        /** The pool waits for its links at the port. */
        record Opened(int port) implements Outcome {}

        /** There is no pool. */
        record Refused(ErrorCode code, String message, Optional<Duration> retryAfter) implements Outcome {}

        /** The registry does not give the name. */
        record Denied(ClaimOutcome.Denied denied) implements Outcome {}
    }

    private final Neighbours server;
    private final Pools pools;
    private final TcpPorts ownPorts;
    private final EventLoopGroup loops;
    private final Optional<Integer> sharedPort;
    private volatile boolean draining;

    /**
     * @param ownPorts the ports for clients whose links send no lines
     * @param sharedPort the port of all others; empty when there is none
     */
    PoolOpener(Neighbours server, Pools pools, TcpPorts ownPorts, EventLoopGroup loops, Optional<Integer> sharedPort) {
        this.server = server;
        this.pools = pools;
        this.ownPorts = ownPorts;
        this.loops = loops;
        this.sharedPort = sharedPort;
    }

    /** Opens no pool from now on. */
    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Where links with lines go; empty when there is no such port. */
    Optional<Integer> sharedPort() {
        return sharedPort;
    }

    /** The port that a live registration has for itself; empty while it has none. */
    OptionalInt ownPort(Registration registration) {
        return ownPorts.openPort(registration.name());
    }

    /** Opens a pool; the answer comes on any thread. */
    void open(Registration registration, Owner owner, Consumer<Outcome> answer) {
        Duration hold = registration.key().isPresent()
                ? server.config().timeouts().session().nameHold()
                : server.config().pool().bounds().hold();
        PoolBounds bounds = server.config()
                .pool()
                .bounds()
                .endingBefore(server.config().timeouts().http().responseHead());
        Hold held = new Hold();
        Pool pool = new Pool(registration, loops.next(), server.clock(), bounds, hold, held::letGo);
        Claim claim = new Claim(registration.name(), TunnelKind.HTTP, ONLY_TUNNEL, owner, AccessList.OPEN, pool);
        server.registry().claim(claim, outcome -> {
            switch (outcome) {
                case ClaimOutcome.Denied denied -> answer.accept(new Outcome.Denied(denied));
                case ClaimOutcome.Granted granted ->
                    pool.loop().execute(() -> onGranted(granted.tunnel(), pool, held, answer));
            }
        });
    }

    /** On the pool's loop. */
    private void onGranted(Tunnel tunnel, Pool pool, Hold held, Consumer<Outcome> answer) {
        held.take(tunnel);
        if (draining || !server.registry().isLive(tunnel)) {
            // A pool that lost its name so soon may have ended already, and must not be counted after that.
            pool.end("it was replaced or the server drains before it began", true);
            answer.accept(
                    refused(ErrorCode.NAME_TAKEN, "a newer client with the same key took the name over meanwhile"));
            return;
        }
        pools.add(pool);
        pool.start();
        if (pool.registration().ownPort()) {
            ownPorts.open(tunnel, Optional.empty(), result -> pool.loop().execute(() -> onPort(pool, result, answer)));
        } else {
            answer.accept(new Outcome.Opened(sharedPort.orElseThrow()));
        }
    }

    private static void onPort(Pool pool, TcpPorts.Result result, Consumer<Outcome> answer) {
        switch (result) {
            case TcpPorts.Result.Open open -> answer.accept(new Outcome.Opened(open.port()));
            case TcpPorts.Result.Failed failed -> {
                pool.end("no port is left for it", false);
                answer.accept(refused(ErrorCode.NO_PORT_LEFT, "all ports for localtunnel clients are in use"));
            }
        }
    }

    private static Outcome refused(ErrorCode code, String message) {
        return new Outcome.Refused(code, message, Optional.empty());
    }

    /** The name and port that a pool has while it lives. Confined to the pool's loop. */
    private final class Hold {
        private Optional<Tunnel> tunnel = Optional.empty();

        void take(Tunnel granted) {
            tunnel = Optional.of(granted);
        }

        /** The pool has waited for its client as long as a name is held; a taken-over name is another's already. */
        void letGo(Pool pool) {
            tunnel.ifPresent(held -> {
                server.registry().free(held);
                ownPorts.close(held);
            });
            pools.remove(pool);
        }
    }
}
