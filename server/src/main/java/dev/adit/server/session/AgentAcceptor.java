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
import dev.adit.server.keys.Keys;
import dev.adit.server.registry.Claim;
import dev.adit.server.registry.ClaimOutcome;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.tcp.TcpPorts;
import dev.adit.wire.ClaimOptions;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import dev.adit.wire.WebSocketCarrier;
import dev.adit.wire.WebSocketHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Locale;
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

    private final Neighbours server;
    private final Keys keys;
    private final FailedAttempts failures;
    private final ExecutorService blocking;
    private volatile boolean draining;

    /**
     * Makes the acceptor.
     *
     * @param blocking runs what may block, on virtual threads
     */
    public AgentAcceptor(Neighbours server, Keys keys, ExecutorService blocking) {
        this.server = server;
        this.keys = keys;
        this.blocking = blocking;
        failures = new FailedAttempts(server.clock());
    }

    /** Turns agents away from now on: the server is about to end. */
    public void drain() {
        draining = true;
    }

    /** What to do with the connection of a dial; the head is read during this call. */
    public LinkTaker accept(MessageHead head, Authority dialled, InetSocketAddress peer) {
        ConnectAttempt attempt = ConnectAttempt.of(head, dialled, peer);
        return (link, leftover) -> new Attempt(attempt, (SocketLink) link, leftover).start();
    }

    /** One dial on its way to a session. Confined to the connection's event loop but for the look at the keys. */
    private final class Attempt {
        private final ConnectAttempt attempt;
        private final SocketLink link;
        private final EventLoop loop;
        private final ByteBuf leftover;

        Attempt(ConnectAttempt attempt, SocketLink link, ByteBuf leftover) {
            this.attempt = attempt;
            this.link = link;
            this.leftover = leftover;
            loop = link.channel().eventLoop();
        }

        void start() {
            link.pauseReading();
            if (attempt.problem().isPresent()) {
                refuse(attempt.problem().get(), problemText(attempt.problem().get()));
            } else if (attempt.hasOrigin()) {
                refuse(ErrorCode.ORIGIN_REFUSED, "web pages may not connect as agents");
            } else if (attempt.credentialFields() > 1) {
                refuse(ErrorCode.BAD_CONNECT, "more than one Authorization field");
            } else if (draining) {
                refuse(ErrorCode.DRAINING, Program.DRAINING);
            } else {
                blocking.execute(this::authenticate);
            }
        }

        private void authenticate() {
            Optional<Secret> credential = attempt.credential();
            Optional<Key> key = credential.flatMap(keys::authenticate);
            boolean allowed = key.isPresent() || (credential.isEmpty() && mayBeNobody());
            boolean tooMany = !allowed && failures.add(attempt.peer().getAddress());
            loop.execute(() -> {
                if (allowed) {
                    admitted(key);
                } else if (tooMany) {
                    refuse(ErrorCode.RATE_EXCEEDED, "too many wrong keys from this address; wait a minute");
                } else {
                    LOG.warn(
                            "agent at {} refused: {}",
                            NetUtil.toSocketAddressString(attempt.peer()),
                            credential.isEmpty() ? "no key" : "wrong key");
                    refuse(
                            ErrorCode.KEY_REFUSED,
                            credential.isEmpty()
                                    ? "this server needs a key; give it with --key-file or ADIT_KEY"
                                    : "the key is unknown, revoked or expired; ask the server's operator for a new one");
                }
            });
        }

        private boolean mayBeNobody() {
            return server.anonymous().http() || server.anonymous().tcp();
        }

        private void admitted(Optional<Key> key) {
            if (isGone()) {
                hangUp();
                return;
            }
            if (draining) {
                refuse(ErrorCode.DRAINING, Program.DRAINING);
                return;
            }
            String id = Integer.toHexString(server.random().nextInt(1 << 24) | 1 << 24)
                    .substring(1);
            String address = NetUtil.toAddressString(attempt.peer().getAddress());
            if (attempt.speaksAdit()) {
                AditSession session = new AditSession(server, id, loop, key, attempt.dialled(), address);
                server.live().add(session);
                LOG.info("session {}: agent at {} with key '{}' (adit.1)", id, address, keyName(key));
                connect(session.carrier(), "Sec-WebSocket-Protocol: " + WebSocketHandshake.ADIT_1 + "\r\n");
                return;
            }
            new ExioDial(key, id, address).start();
        }

        private static String keyName(Optional<Key> key) {
            return key.map(Key::name).orElse("");
        }

        /** Whether the agent hung up, wholly or its half, while its key was looked at. */
        private boolean isGone() {
            Channel channel = link.channel();
            return !channel.isActive() || (channel instanceof DuplexChannel duplex && duplex.isInputShutdown());
        }

        private void hangUp() {
            leftover.release();
            link.close();
        }

        private void connect(WebSocketCarrier carrier, String moreFields) {
            Channel channel = link.detach();
            // A carrier has no use for half a connection: its end is the session's end, at once (CW-08).
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
            channel.config().setOption(ChannelOption.AUTO_CLOSE, true);
            String head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + WebSocketHandshake.accept(attempt.webSocketKey()) + "\r\n"
                    + moreFields + "\r\n";
            channel.write(ByteBufUtil.writeAscii(channel.alloc(), head));
            channel.pipeline().addLast(carrier);
            if (leftover.isReadable()) {
                carrier.receive(leftover);
            } else {
                leftover.release();
            }
            channel.flush();
            channel.config().setAutoRead(true);
        }

        private void refuse(ErrorCode code, String message) {
            leftover.release();
            Answer.failure(code, message).sendAndClose(link);
        }

        /** The dial of an Exio agent: its one tunnel is claimed before the answer. */
        private final class ExioDial {
            private final ExioSession session;
            private final Admission admission;
            private final Optional<Key> key;
            private final String id;

            ExioDial(Optional<Key> key, String id, String address) {
                this.key = key;
                this.id = id;
                session = new ExioSession(server, id, loop);
                admission = new Admission(server, key, address);
            }

            void start() {
                Optional<TunnelName> name = attempt.subdomain().flatMap(TunnelName::parse);
                Optional<TunnelKind> kind =
                        TunnelKind.ofText(attempt.type().orElse("http").toLowerCase(Locale.ROOT));
                if (name.isEmpty() || kind.isEmpty()) {
                    refuse(
                            name.isEmpty() ? ErrorCode.BAD_NAME : ErrorCode.BAD_CONNECT,
                            name.isEmpty() ? Program.NAME_RULE : "the type must be http or tcp");
                    return;
                }
                Optional<Admission.Refusal> refusal =
                        admission.refusal(kind.get(), name.get(), Optional.empty(), ClaimOptions.NONE);
                if (refusal.isPresent()) {
                    refuse(forExio(refusal.get().code()), refusal.get().message());
                    return;
                }
                Optional<Secret> token = admission.resumeToken(Optional.empty());
                Claim claim = new Claim(name.get(), kind.get(), 1, admission.owner(token), session);
                server.registry().claim(claim, outcome -> loop.execute(() -> onOutcome(outcome)));
            }

            /** To an Exio agent missing rights and quotas are 401: it gives up on that, and retries others for ever. */
            private static ErrorCode forExio(ErrorCode code) {
                return code == ErrorCode.RIGHTS_MISSING || code == ErrorCode.RATE_EXCEEDED
                        ? ErrorCode.KEY_REFUSED
                        : code;
            }

            private void onOutcome(ClaimOutcome outcome) {
                switch (outcome) {
                    case ClaimOutcome.Denied denied -> refuse(forExio(denied.code()), denied.message());
                    case ClaimOutcome.Granted granted -> onGranted(granted.tunnel());
                }
            }

            private void onGranted(Tunnel tunnel) {
                if (!session.serves(tunnel)) {
                    refuse(ErrorCode.NAME_TAKEN, Program.TAKEN_OVER);
                } else if (tunnel.kind() == TunnelKind.HTTP) {
                    connected(tunnel, "");
                } else {
                    server.ports().open(tunnel, Optional.empty(), result -> loop.execute(() -> onPort(tunnel, result)));
                }
            }

            private void onPort(Tunnel tunnel, TcpPorts.Result result) {
                switch (result) {
                    case TcpPorts.Result.Open open -> connected(tunnel, "X-Exio-TCP-Port: " + open.port() + "\r\n");
                    case TcpPorts.Result.Failed failed -> {
                        session.end();
                        refuse(forExio(failed.code()), failed.message());
                    }
                }
            }

            private void connected(Tunnel tunnel, String moreFields) {
                if (session.isOver()) {
                    server.giveUp(tunnel);
                    refuse(ErrorCode.NAME_TAKEN, Program.TAKEN_OVER);
                    return;
                }
                if (isGone()) {
                    hangUp();
                    session.end();
                    return;
                }
                LOG.info(
                        "session {}: agent at {} with key '{}' (Exio) serves '{}'",
                        id,
                        NetUtil.toSocketAddressString(attempt.peer()),
                        keyName(key),
                        tunnel.name());
                server.live().add(session);
                connect(session.carrier(), moreFields);
                session.onConnected();
            }
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
