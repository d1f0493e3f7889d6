// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

/** What an agent speaks to its server. Immutable. */
public enum WireProtocol {
    /** adit.1, falling back to Exio mode when the server does not echo it. */
    AUTO,
    ADIT,
    EXIO,
    /** AetherLink's protocol or localtunnel's, whichever the server's answer looks like. */
    POOL,
    AETHERLINK,
    LOCALTUNNEL;

    /** Whether plain links carry the requests, in place of a session. */
    public boolean isPool() {
        return switch (this) {
            case AUTO, ADIT, EXIO -> false;
            case POOL, AETHERLINK, LOCALTUNNEL -> true;
        };
    }
}
