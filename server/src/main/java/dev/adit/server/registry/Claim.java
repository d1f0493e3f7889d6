// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;

/** A session asks for a name. Immutable. */
public record Claim(TunnelName name, TunnelKind kind, int number, Owner owner, TunnelSession session) {
    Tunnel tunnel() {
        return new Tunnel(name, kind, number, owner, session);
    }
}
