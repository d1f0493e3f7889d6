// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.server.ServerTimeouts.SessionTimeouts;
import java.time.Duration;

/** Deadlines of sessions with one of them changed. */
final class Timeouts {
    private Timeouts() {}

    static ServerTimeouts withHello(ServerTimeouts all, Duration hello) {
        SessionTimeouts s = all.session();
        return all.withSession(new SessionTimeouts(
                s.tlsHandshake(),
                s.ping(),
                hello,
                s.open(),
                s.acknowledge(),
                s.writeStall(),
                s.nameHold(),
                s.drain(),
                s.exioBodyHold()));
    }

    static ServerTimeouts withAcknowledge(ServerTimeouts all, Duration wait) {
        SessionTimeouts s = all.session();
        return all.withSession(new SessionTimeouts(
                s.tlsHandshake(),
                s.ping(),
                s.hello(),
                s.open(),
                wait,
                s.writeStall(),
                s.nameHold(),
                s.drain(),
                s.exioBodyHold()));
    }

    static ServerTimeouts withBodyHold(ServerTimeouts all, Duration hold) {
        SessionTimeouts s = all.session();
        return all.withSession(new SessionTimeouts(
                s.tlsHandshake(),
                s.ping(),
                s.hello(),
                s.open(),
                s.acknowledge(),
                s.writeStall(),
                s.nameHold(),
                s.drain(),
                hold));
    }

    static ServerTimeouts withPing(ServerTimeouts all, Duration ping) {
        SessionTimeouts s = all.session();
        return all.withSession(new SessionTimeouts(
                s.tlsHandshake(),
                ping,
                s.hello(),
                s.open(),
                s.acknowledge(),
                s.writeStall(),
                s.nameHold(),
                s.drain(),
                s.exioBodyHold()));
    }
}
