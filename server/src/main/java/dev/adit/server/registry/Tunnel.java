// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import dev.adit.wire.AccessList;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;

/**
 * A public name served by one session. Immutable.
 *
 * @param number what the agent called it in its claim
 * @param access who may visit it, checked at the edge before anything reaches the session
 */
public record Tunnel(
        TunnelName name, TunnelKind kind, int number, Owner owner, AccessList access, TunnelSession session)
        implements Route {}
