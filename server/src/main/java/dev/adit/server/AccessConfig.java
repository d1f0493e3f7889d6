// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.wire.Secret;
import java.util.Optional;

/** Who may open which tunnels. Immutable. Closed by default. */
public record AccessConfig(Anonymous anonymous, Optional<Secret> bootstrapKey, Optional<PortRange> tcpPorts) {
    public static final AccessConfig DEFAULT = new AccessConfig(Anonymous.OFF, Optional.empty(), Optional.empty());

    /** Below this a key could be guessed by trying. */
    private static final int SHORTEST_KEY = 32;

    public AccessConfig {
        bootstrapKey.ifPresent(AccessConfig::checkKey);
    }

    public AccessConfig withAnonymous(Anonymous anonymous) {
        return new AccessConfig(anonymous, bootstrapKey, tcpPorts);
    }

    public AccessConfig withBootstrapKey(Secret key) {
        return new AccessConfig(anonymous, Optional.of(key), tcpPorts);
    }

    public AccessConfig withTcpPorts(PortRange ports) {
        return new AccessConfig(anonymous, bootstrapKey, Optional.of(ports));
    }

    private static void checkKey(Secret key) {
        String text = key.reveal();
        if (text.length() < SHORTEST_KEY || text.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw new IllegalArgumentException("the bootstrap key has " + text.length() + " characters;" + " write "
                    + SHORTEST_KEY + " or more visible ASCII characters without a space");
        }
    }
}
