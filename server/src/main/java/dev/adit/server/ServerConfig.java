// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything a server needs to run. Immutable. {@link #DEFAULT} is complete: port 8080, path mode, closed to agents
 * without a key.
 *
 * @param admin where the admin API listens; empty: it does not
 * @param data the folder of keys, reserved names and audit
 */
public record ServerConfig(
        EdgeConfig edge,
        AccessConfig access,
        PoolConfig pool,
        Optional<ListenAddress> admin,
        Path data,
        ServerLimits limits,
        ServerTimeouts timeouts) {
    public static final ServerConfig DEFAULT = new ServerConfig(
            EdgeConfig.DEFAULT,
            AccessConfig.DEFAULT,
            PoolConfig.OFF,
            Optional.of(ListenAddress.of("127.0.0.1", 8081)),
            Path.of("./adit-data"),
            ServerLimits.DEFAULT,
            ServerTimeouts.DEFAULT);

    public ServerConfig {
        boolean shared = access.tcpPorts().isPresent()
                && pool.ports().isPresent()
                && overlap(access.tcpPorts().get(), pool.ports().get());
        if (shared) {
            throw new IllegalArgumentException("--pool-ports " + pool.ports().get() + " overlaps --tcp-ports "
                    + access.tcpPorts().get() + "; write two ranges apart");
        }
    }

    public ServerConfig withEdge(EdgeConfig edge) {
        return new ServerConfig(edge, access, pool, admin, data, limits, timeouts);
    }

    public ServerConfig withAccess(AccessConfig access) {
        return new ServerConfig(edge, access, pool, admin, data, limits, timeouts);
    }

    public ServerConfig withPool(PoolConfig pool) {
        return new ServerConfig(edge, access, pool, admin, data, limits, timeouts);
    }

    public ServerConfig withAdmin(Optional<ListenAddress> admin) {
        return new ServerConfig(edge, access, pool, admin, data, limits, timeouts);
    }

    public ServerConfig withData(Path data) {
        return new ServerConfig(edge, access, pool, admin, data, limits, timeouts);
    }

    public ServerConfig withLimits(ServerLimits limits) {
        return new ServerConfig(edge, access, pool, admin, data, limits, timeouts);
    }

    public ServerConfig withTimeouts(ServerTimeouts timeouts) {
        return new ServerConfig(edge, access, pool, admin, data, limits, timeouts);
    }

    private static boolean overlap(PortRange left, PortRange right) {
        return left.first() <= right.last() && right.first() <= left.last();
    }
}
