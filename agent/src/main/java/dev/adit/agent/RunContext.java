// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.ControlMessage;
import dev.adit.wire.ControlMessage.Hello;
import dev.adit.wire.Sessions;
import dev.adit.yamux.GrowthBudget;
import dev.adit.yamux.SessionConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What the sessions of one run share. Immutable, but for the tunnels' states.
 *
 * @param identity what the agent says of itself
 * @param grace whether the run has lost its session so recently that the server may still hold it
 */
record RunContext(
        AgentConfig config,
        Sockets sockets,
        RandomGenerator random,
        GrowthBudget growth,
        Identity identity,
        AgentListener listener,
        List<TunnelState> tunnels,
        ServerSession.Owner owner,
        BooleanSupplier grace) {
    /** An agent is one of many programs on its machine: it buffers less than a server (Y-26). */
    private static final long BUFFERED_BYTES = 24L << 20;

    /**
     * Who the agent is.
     *
     * @param program name and version, e.g. {@code adit/0.1.0}
     * @param instance 16 hex digits, new per process
     */
    record Identity(String program, String instance) {}

    /** The settings of a session with a peer of our own making, or with Exio's. */
    Sessions sessions(boolean ownPeer) {
        SessionConfig session = SessionConfig.DEFAULT
                .withPingInterval(config.dial().pingInterval())
                .withBufferedBytes(BUFFERED_BYTES)
                .withFinRidesData(ownPeer);
        return new Sessions(session, sockets.clock(), random, growth);
    }

    Hello hello() {
        return new Hello(
                ControlMessage.VERSION,
                identity.program(),
                identity.instance(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    Optional<TunnelState> tunnel(int id) {
        return tunnels.stream()
                .filter(tunnel -> tunnel.id() == id && !tunnel.hasEnded())
                .findFirst();
    }

    boolean withinGrace() {
        return grace.getAsBoolean();
    }
}
