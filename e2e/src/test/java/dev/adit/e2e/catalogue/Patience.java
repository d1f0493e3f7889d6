// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import dev.adit.http.HttpTimeouts;
import dev.adit.server.ServerTimeouts;
import java.time.Duration;

/** Deadlines for rows that are not about deadlines: a busy machine must not run into one. Stateless. */
final class Patience {
    static final ServerTimeouts GENEROUS = ServerTimeouts.DEFAULT.withHttp(new HttpTimeouts(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10)));

    /** The same with these two deadlines short: a request's head, and any other step within an exchange. */
    static ServerTimeouts hasty(Duration header, Duration exchange) {
        return ServerTimeouts.DEFAULT.withHttp(
                new HttpTimeouts(header, exchange, exchange, exchange, exchange, Duration.ofSeconds(10)));
    }

    private Patience() {}
}
