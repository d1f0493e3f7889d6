// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import dev.adit.wire.AccessList;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;

/**
 * A session asks for a name. Immutable.
 *
 * @param number what the agent calls the tunnel
 * @param access who may visit it
 */
public record Claim(
        TunnelName name, TunnelKind kind, int number, Owner owner, AccessList access, TunnelSession session) {
    Tunnel tunnel() {
        return new Tunnel(name, kind, number, owner, access, session);
    }
}
