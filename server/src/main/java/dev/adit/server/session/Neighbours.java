// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import dev.adit.server.Anonymous;
import dev.adit.server.ServerConfig;
import dev.adit.server.registry.Registry;
import dev.adit.server.tcp.TcpPorts;
import dev.adit.wire.Sessions;
import java.security.SecureRandom;

/**
 * What every agent session of a server works with. Immutable; its parts are thread-safe.
 *
 * @param adit limits of sessions that speak adit.1
 * @param exio limits of sessions with an Exio agent
 * @param instance 16 hexadecimal digits, new per process
 */
public record Neighbours(
        ServerConfig config,
        Clock clock,
        Registry registry,
        TcpPorts ports,
        PublicUrls urls,
        LiveSessions live,
        Sessions adit,
        Sessions exio,
        SecureRandom random,
        String instance) {
    Anonymous anonymous() {
        return config.access().anonymous();
    }
}
