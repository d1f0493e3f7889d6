// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.HostPort;
import dev.adit.wire.PoolGrant;

/**
 * What links need to know of a registration. Immutable.
 *
 * @param destination where they connect
 * @param greeting what each says first; holds the token, so it is never shown
 * @param place where visitors come in
 * @param wanted how many are to wait for requests
 * @param most how many the server takes
 * @param pipesCount whether links of WebSockets are among these: localtunnel's server never lets go of one
 */
record PoolTerms(HostPort destination, String greeting, PublicPlace place, int wanted, int most, boolean pipesCount) {
    /** A server that names no bound takes what we want, and one more. */
    static PoolTerms of(PoolGrant grant, PoolDialect dialect, ServerAddress server, PublicPlace place, int links) {
        int most = grant.mostLinks().orElse(links + 1);
        return new PoolTerms(
                dialect.destination(server, grant),
                dialect.greeting(grant),
                place,
                Math.min(links, most),
                most,
                dialect == PoolDialect.LOCALTUNNEL && grant.mostLinks().isPresent());
    }

    @Override
    public String toString() {
        return "PoolTerms[" + destination + ", wanted=" + wanted + ", most=" + most + "]";
    }
}
