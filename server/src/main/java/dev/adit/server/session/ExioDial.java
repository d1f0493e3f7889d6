// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.ErrorCode;
import dev.adit.server.keys.Key;
import dev.adit.server.registry.Claim;
import dev.adit.server.registry.ClaimOutcome;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.tcp.TcpPorts;
import dev.adit.wire.AccessList;
import dev.adit.wire.ClaimOptions;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dial of an Exio agent, whose key was found good: its one tunnel is claimed before the answer. Confined to the
 * connection's event loop.
 */
final class ExioDial {
    private static final Logger LOG = LoggerFactory.getLogger(ExioDial.class);

    private final Neighbours server;
    private final ConnectAttempt attempt;
    private final DialConnection connection;
    private final Optional<Key> key;
    private final String id;
    private final ExioSession session;
    private final Admission admission;

    ExioDial(Neighbours server, ConnectAttempt attempt, DialConnection connection, Optional<Key> key, String id) {
        this.server = server;
        this.attempt = attempt;
        this.connection = connection;
        this.key = key;
        this.id = id;
        session = new ExioSession(server, id, attempt.address(), key, attempt.errorsAreOwn(), connection.loop());
        admission = new Admission(server, key, attempt.peer().getAddress());
    }

    void start() {
        Optional<TunnelName> name = attempt.subdomain().flatMap(TunnelName::parse);
        Optional<TunnelKind> kind =
                TunnelKind.ofText(attempt.type().orElse("http").toLowerCase(Locale.ROOT));
        if (name.isEmpty() || kind.isEmpty()) {
            connection.refuse(
                    name.isEmpty() ? ErrorCode.BAD_NAME : ErrorCode.BAD_CONNECT,
                    name.isEmpty() ? Program.NAME_RULE : "the type must be http or tcp");
            return;
        }
        Optional<Admission.Refusal> refusal = admission
                .refusal(kind.get(), name.get(), Optional.empty(), ClaimOptions.NONE)
                .or(admission::register);
        if (refusal.isPresent()) {
            connection.refuse(forExio(refusal.get().code()), refusal.get().message());
            return;
        }
        Optional<Secret> token = admission.resumeToken(Optional.empty());
        Claim claim = new Claim(name.get(), kind.get(), 1, admission.owner(token), AccessList.OPEN, session);
        server.registry().claim(claim, outcome -> connection.loop().execute(() -> onOutcome(outcome)));
    }

    /** To an Exio agent missing rights and quotas are 401: it gives up on that, and retries others for ever. */
    private static ErrorCode forExio(ErrorCode code) {
        return code == ErrorCode.RIGHTS_MISSING || code == ErrorCode.RATE_EXCEEDED ? ErrorCode.KEY_REFUSED : code;
    }

    private void onOutcome(ClaimOutcome outcome) {
        switch (outcome) {
            case ClaimOutcome.Denied denied -> {
                admission.unregister();
                connection.refuse(forExio(denied.code()), denied.message());
            }
            case ClaimOutcome.Granted granted -> onGranted(granted.tunnel());
        }
    }

    private void onGranted(Tunnel tunnel) {
        if (!session.serves(tunnel)) {
            connection.refuse(ErrorCode.NAME_TAKEN, Program.TAKEN_OVER);
        } else if (tunnel.kind() == TunnelKind.HTTP) {
            connected(tunnel, "");
        } else {
            server.ports()
                    .open(tunnel, Optional.empty(), result -> connection.loop().execute(() -> onPort(tunnel, result)));
        }
    }

    private void onPort(Tunnel tunnel, TcpPorts.Result result) {
        switch (result) {
            case TcpPorts.Result.Open open -> connected(tunnel, "X-Exio-TCP-Port: " + open.port() + "\r\n");
            case TcpPorts.Result.Failed failed -> {
                session.end();
                connection.refuse(forExio(failed.code()), failed.message());
            }
        }
    }

    private void connected(Tunnel tunnel, String moreFields) {
        if (session.isOver()) {
            server.giveUp(tunnel);
            connection.refuse(ErrorCode.NAME_TAKEN, Program.TAKEN_OVER);
            return;
        }
        if (connection.isGone()) {
            connection.hangUp();
            session.end();
            return;
        }
        LOG.info(
                "session {}: agent at {} with key '{}' (Exio) serves '{}'",
                id,
                attempt.peerText(),
                key.map(Key::name).orElse(""),
                tunnel.name());
        server.live().add(session);
        connection.connect(session.carrier(), moreFields, key.isPresent());
        connection.leavePlace();
        session.onConnected();
    }
}
