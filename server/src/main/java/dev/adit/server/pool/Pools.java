// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.server.registry.Registry;
import dev.adit.server.registry.Tunnel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The pools of a server. Thread-safe. */
final class Pools {
    private final Registry registry;
    private final Set<Pool> live = ConcurrentHashMap.newKeySet();

    Pools(Registry registry) {
        this.registry = registry;
    }

    /** The pool that serves the name now; empty when something else does, or nothing. */
    Optional<Pool> named(String name) {
        return registry.route(name) instanceof Tunnel tunnel && tunnel.session() instanceof Pool pool
                ? Optional.of(pool)
                : Optional.empty();
    }

    void add(Pool pool) {
        live.add(pool);
    }

    void remove(Pool pool) {
        live.remove(pool);
    }

    int count() {
        return live.size();
    }

    List<Pool> all() {
        return List.copyOf(live);
    }

    void forEach(Consumer<Pool> action) {
        live.forEach(action);
    }
}
