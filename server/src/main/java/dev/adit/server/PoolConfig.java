// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import java.util.Optional;

/** The AetherLink and localtunnel protocol: off without a listener or a port range. Immutable. */
public record PoolConfig(Optional<ListenAddress> listen, Optional<PortRange> ports, boolean randomName) {
    public static final PoolConfig OFF = new PoolConfig(Optional.empty(), Optional.empty(), false);

    public PoolConfig {
        if (randomName && listen.isEmpty() && ports.isEmpty()) {
            throw new IllegalArgumentException(
                    "--pool-random-name needs --pool-listen or --pool-ports; write --pool-listen :62322");
        }
    }

    public boolean isOn() {
        return listen.isPresent() || ports.isPresent();
    }
}
