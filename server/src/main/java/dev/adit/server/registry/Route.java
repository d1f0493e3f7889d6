// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

/** Where a name leads at this moment. */
public sealed interface Route permits Tunnel, Route.None {
    /** It leads nowhere. */
    enum None implements Route {
        /** The name is held for an owner whose agent is away. */
        AWAY,
        /** Nobody has the name. */
        UNKNOWN
    }
}
