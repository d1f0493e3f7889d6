// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.server.registry.Tunnel;
import dev.adit.wire.ControlMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers that an agent gave its tunnels: those that are open, and those of claims still being decided. Confined to
 * the session's event loop.
 */
final class ClaimedTunnels {
    private final Map<Integer, Tunnel> open = new HashMap<>(2);
    private final Map<Integer, ControlMessage.Claim> asked = new HashMap<>(2);

    boolean isUsed(int number) {
        return open.containsKey(number) || asked.containsKey(number);
    }

    /** The claim is being decided. */
    void ask(ControlMessage.Claim claim) {
        asked.put(claim.id(), claim);
    }

    /** The claim is decided; returns whether it still stands, for the agent may have taken it back meanwhile. */
    boolean settle(ControlMessage.Claim claim) {
        return asked.remove(claim.id(), claim);
    }

    void add(Tunnel tunnel) {
        open.put(tunnel.number(), tunnel);
    }

    boolean contains(Tunnel tunnel) {
        return tunnel.equals(open.get(tunnel.number()));
    }

    /** Returns whether it was there. */
    boolean remove(Tunnel tunnel) {
        return open.remove(tunnel.number(), tunnel);
    }

    /** The agent gives the number up; returns the tunnel that had it. */
    Optional<Tunnel> giveUp(int number) {
        asked.remove(number);
        return Optional.ofNullable(open.remove(number));
    }

    /** The session is over; returns what was open. */
    List<Tunnel> clear() {
        List<Tunnel> all = List.copyOf(open.values());
        open.clear();
        asked.clear();
        return all;
    }
}
