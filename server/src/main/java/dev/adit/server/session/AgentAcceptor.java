// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Answer;
import dev.adit.http.Authority;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkTaker;
import dev.adit.http.MessageHead;
import dev.adit.http.SocketLink;
import dev.adit.server.keys.Key;
import dev.adit.wire.WebSocketHandshake;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /_connect}: checks the request, then the key, and makes a session of the connection. Nothing is
 * reserved before all checks have passed (CW-01). Thread-safe; keys are read on a virtual thread.
 */
public final class AgentAcceptor {
    private static final Logger LOG = LoggerFactory.getLogger(AgentAcceptor.class);
    private static final String TOO_MANY = "too many agents dial at once";

    private final Neighbours server;
    private final KeyCheck keys;
    private final ExecutorService blocking;
    private final Pacing pacing;
    private volatile boolean draining;

    /**
     * Makes the acceptor.
     *
     * @param blocking runs what may block, on virtual threads
     */
    public AgentAcceptor(Neighbours server, KeyCheck keys, ExecutorService blocking) {
        this.server = server;
        this.keys = keys;
        this.blocking = blocking;
        pacing = new Pacing(server.clock());
    }

    /** Turns agents away from now on: the server is about to end. */
    public void drain() {
        draining = true;
        pacing.open();
    }

    /**
     * What to do with the connection of a dial; the head is read during this call.
     *
     * @param requestId what the request is called
     * @param uncounted told when the connection is that of an agent with a key, and in no count any more
     */
    public LinkTaker accept(
            MessageHead head, Authority dialled, InetSocketAddress peer, String requestId, Runnable uncounted) {
        ConnectAttempt attempt = ConnectAttempt.of(head, dialled, peer, requestId);
        return (link, leftover) -> new Attempt(
                        attempt, new DialConnection(attempt, (SocketLink) link, leftover, uncounted, server.refusals()))
                .start();
    }

    /** One dial on its way to a session. Confined to the connection's event loop but for the look at the keys. */
    private final class Attempt {
        private final ConnectAttempt attempt;
        private final DialConnection connection;

        Attempt(ConnectAttempt attempt, DialConnection connection) {
            this.attempt = attempt;
            this.connection = connection;
        }

        void start() {
            connection.pause();
            if (attempt.problem().isPresent()) {
                refuseProblem(attempt.problem().get());
            } else if (attempt.hasOrigin()) {
                connection.refuse(ErrorCode.ORIGIN_REFUSED, "web pages may not connect as agents");
            } else if (attempt.credentialFields() > 1) {
                connection.refuse(ErrorCode.BAD_CONNECT, "more than one Authorization field");
            } else if (draining) {
                connection.refuse(ErrorCode.DRAINING, Program.DRAINING);
            } else {
                enter();
            }
        }

        private void refuseProblem(ErrorCode problem) {
            String text = problemText(problem);
            if (problem == ErrorCode.METHOD_REFUSED) {
                connection.refuse(problem, text, Answer.methodRefused("GET", text));
            } else {
                connection.refuse(problem, text);
            }
        }

        /** An agent of adit.1 is told when to come back; one of Exio would give up for good, so it waits here. */
        private void enter() {
            if (!attempt.speaksAdit()) {
                if (!pacing.enterLater(connection.loop(), this::entered)) {
                    connection.turnAway(ErrorCode.BUSY, TOO_MANY);
                }
                return;
            }
            pacing.enter(connection.loop())
                    .ifPresentOrElse(
                            this::entered, () -> connection.refuse(ErrorCode.BUSY, TOO_MANY, pacing.comeBackLater()));
        }

        private void entered(Pacing.Place place) {
            connection.entered(place);
            if (draining) {
                connection.refuse(ErrorCode.DRAINING, Program.DRAINING);
            } else {
                blocking.execute(this::authenticate);
            }
        }

        private void authenticate() {
            KeyCheck.Verdict verdict =
                    keys.check(attempt.credential(), attempt.peer().getAddress(), mayBeNobody());
            connection
                    .loop()
                    .execute(() -> verdict.refusal().ifPresentOrElse(this::refuseKey, () -> admitted(verdict.key())));
        }

        private boolean mayBeNobody() {
            return server.anonymous().http() || server.anonymous().tcp();
        }

        private void refuseKey(KeyCheck.Refusal why) {
            switch (why) {
                case NO_KEY ->
                    connection.refuse(
                            ErrorCode.KEY_REFUSED, "this server needs a key; give it with --key-file or ADIT_KEY");
                case WRONG_KEY ->
                    connection.refuse(
                            ErrorCode.KEY_REFUSED,
                            "the key is unknown, revoked or expired; ask the server's operator for a new one");
                case TOO_OFTEN ->
                    connection.refuse(
                            ErrorCode.RATE_EXCEEDED,
                            KeyCheck.WAIT_TEXT,
                            Answer.failure(ErrorCode.RATE_EXCEEDED, KeyCheck.WAIT_TEXT, KeyCheck.WAIT));
            }
        }

        private void admitted(Optional<Key> key) {
            if (connection.isGone()) {
                connection.hangUp();
                return;
            }
            if (draining) {
                connection.refuse(ErrorCode.DRAINING, Program.DRAINING);
                return;
            }
            String id = Integer.toHexString(server.random().nextInt(1 << 24) | 1 << 24)
                    .substring(1);
            if (attempt.speaksAdit()) {
                connect(key, id);
            } else {
                new ExioDial(server, attempt, connection, key, id).start();
            }
        }

        private void connect(Optional<Key> key, String id) {
            AditSession session = new AditSession(
                    server,
                    id,
                    connection.loop(),
                    new Admission(server, key, attempt.peer().getAddress()),
                    attempt.dialled(),
                    connection::leavePlace);
            server.live().add(session);
            LOG.info(
                    "session {}: agent at {} with key '{}' (adit.1)",
                    id,
                    attempt.address(),
                    key.map(Key::name).orElse(""));
            connection.connect(
                    session.carrier(),
                    "Sec-WebSocket-Protocol: " + WebSocketHandshake.ADIT_1 + "\r\n",
                    key.isPresent());
        }
    }

    private static String problemText(ErrorCode problem) {
        return switch (problem) {
            case METHOD_REFUSED -> "agents connect with GET";
            case UPGRADE_REQUIRED -> "agents connect with a WebSocket, version 13; this is no page to visit";
            default -> "the WebSocket handshake is malformed";
        };
    }
}
