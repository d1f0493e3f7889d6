// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.http.HttpTimeouts;
import java.time.Duration;

/**
 * The deadlines the server keeps to, each with an option {@code --timeout-…}. Immutable; {@link Duration#ZERO} stands
 * for never where the component says so. Time in which we ourselves pause reading never counts.
 *
 * @param http the deadlines of a visitor's exchange
 * @param session the deadlines of agents and of the server itself
 */
public record ServerTimeouts(HttpTimeouts http, SessionTimeouts session) {
    public static final ServerTimeouts DEFAULT = new ServerTimeouts(HttpTimeouts.DEFAULT, SessionTimeouts.DEFAULT);

    /**
     * The deadlines of agents and of the server itself.
     *
     * @param tlsHandshake a TLS handshake
     * @param ping the interval of liveness pings; a session silent for two of them is dead
     * @param hello the first message of an adit.1 session
     * @param open a visitor waits for a stream to be opened: 503 (Y-15)
     * @param acknowledge an open waits for its ACK (Y-16)
     * @param writeStall frames wait and nothing is written (Y-23)
     * @param nameHold a name is kept for its owner after a disconnect; zero: not at all
     * @param drain exchanges may end after the first signal; zero: cut at once
     * @param exioBodyHold the body's wait behind the head towards an Exio agent
     */
    public record SessionTimeouts(
            Duration tlsHandshake,
            Duration ping,
            Duration hello,
            Duration open,
            Duration acknowledge,
            Duration writeStall,
            Duration nameHold,
            Duration drain,
            Duration exioBodyHold) {
        public static final SessionTimeouts DEFAULT = new SessionTimeouts(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(10));

        public SessionTimeouts {
            Bounds.positive("tls-handshake", tlsHandshake);
            Bounds.positive("ping", ping);
            Bounds.positive("hello", hello);
            Bounds.positive("open", open);
            Bounds.positive("acknowledge", acknowledge);
            Bounds.positive("write-stall", writeStall);
            Bounds.notNegative("name-hold", nameHold);
            Bounds.notNegative("drain", drain);
            Bounds.notNegative("exio-body-hold", exioBodyHold);
        }
    }

    public ServerTimeouts withHttp(HttpTimeouts timeouts) {
        return new ServerTimeouts(timeouts, session);
    }

    public ServerTimeouts withSession(SessionTimeouts timeouts) {
        return new ServerTimeouts(http, timeouts);
    }
}
