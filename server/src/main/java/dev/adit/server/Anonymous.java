// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

/** What an agent without a key may open. Immutable. */
public enum Anonymous {
    OFF(false, false, false),
    POOL(true, false, false),
    HTTP(false, true, false),
    /** The bare option: HTTP tunnels and the pool protocol. */
    HTTP_AND_POOL(true, true, false),
    /** TCP ports too. */
    ALL(true, true, true);

    private final boolean pool;
    private final boolean http;
    private final boolean tcp;

    Anonymous(boolean pool, boolean http, boolean tcp) {
        this.pool = pool;
        this.http = http;
        this.tcp = tcp;
    }

    public boolean pool() {
        return pool;
    }

    public boolean http() {
        return http;
    }

    public boolean tcp() {
        return tcp;
    }
}
