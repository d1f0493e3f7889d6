// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Authority;
import dev.adit.http.Clock;
import dev.adit.http.EndOfTurn;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import dev.adit.server.keys.Key;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.registry.TunnelSession;
import dev.adit.wire.CarrierSide;
import dev.adit.wire.ClaimOptions;
import dev.adit.wire.ControlChannel;
import dev.adit.wire.ControlMessage;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.StreamLink;
import dev.adit.wire.StreamPreamble;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.WebSocketCarrier;
import dev.adit.yamux.GoAwayCode;
import dev.adit.yamux.SessionEnd;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of an adit.1 session: its control stream and the tunnels it serves. Confined to the session's event
 * loop, but for what its interfaces allow from anywhere.
 */
final class AditSession
        implements TunnelSession, WebSocketCarrier.Events, ControlChannel.Listener, LiveSessions.Member {
    private static final Logger LOG = LoggerFactory.getLogger(AditSession.class);
    private static final int CONTROL_STREAM = 1;
    private static final int PREAMBLE_BYTES = 64;

    private final Neighbours server;
    private final String id;
    private final EventLoop loop;
    private final Admission admission;
    private final Runnable letIn;
    private final WebSocketCarrier carrier;
    private final Probes probes;
    private final ControlReplies replies;
    private final Claims claims;
    private final Clock.Timer helloTimer;
    private boolean greeted;
    private boolean refused;
    private boolean leaving;
    private boolean closed;

    /**
     * @param dialled the host and port under which the agent reached us
     * @param letIn told when the agent has said hello or is gone; may be told more than once
     */
    AditSession(Neighbours server, String id, EventLoop loop, Admission admission, Authority dialled, Runnable letIn) {
        this.server = server;
        this.id = id;
        this.loop = loop;
        this.admission = admission;
        this.letIn = letIn;
        carrier = new WebSocketCarrier(CarrierSide.SERVER, server.adit(), this);
        probes = new Probes(carrier, loop, server.clock());
        replies = new ControlReplies(server.refusals(), id, admission.address());
        claims = new Claims(server, id, this, admission, dialled, replies);
        helloTimer = server.clock().after(server.config().timeouts().session().hello(), loop, this::onHelloDue);
    }

    WebSocketCarrier carrier() {
        return carrier;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Readiness readiness() {
        return Readiness.of(!closed && !leaving, () -> carrier.session().canOpen());
    }

    @Override
    public boolean isTrusted() {
        return true;
    }

    @Override
    public UpstreamLink open(StreamPreamble preamble, LinkReceiver receiver) {
        StreamLink link = StreamLink.open(carrier.session(), preamble.tunnel(), loop);
        link.receiver(receiver);
        ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(PREAMBLE_BYTES);
        preamble.encode(bytes);
        link.write(bytes);
        return link;
    }

    @Override
    public void probe(Consumer<Boolean> alive) {
        loop.execute(() -> probes.ask(alive));
    }

    @Override
    public void released(Tunnel tunnel, ReleaseReason reason, String message) {
        loop.execute(() -> {
            if (claims.lose(tunnel)) {
                LOG.info("session {}: '{}' is released: {}", id, tunnel.name(), reason.text());
                replies.send(new ControlMessage.Release(tunnel.number(), reason, message));
                giveUpUnlessAlive(tunnel);
            }
        });
    }

    /**
     * What runs on a session that lost its tunnel to a newer one is finished there, unless its agent is silent: then
     * nobody need wait until that is noticed (docs/decisions/0013).
     */
    private void giveUpUnlessAlive(Tunnel lost) {
        long asked = server.clock().nanoTime();
        probes.ask(alive -> {
            boolean silent = !alive && carrier.session().lastReceivedNanos() - asked < 0;
            if (silent && !closed) {
                LOG.info("session {}: silent while '{}' was taken over; its visitors are given up", id, lost.name());
                loseStreams(lost);
            }
        });
    }

    @Override
    public void drain(Duration grace) {
        loop.execute(() -> {
            if (greeted) {
                replies.send(new ControlMessage.Drain(grace));
            }
        });
    }

    @Override
    public void shutDown() {
        loop.execute(carrier::closeGoingAway);
    }

    @Override
    public Optional<Key> key() {
        return admission.key();
    }

    /** The agent is told by the end of its tunnels, or of the session when it has none. */
    @Override
    public void revoke() {
        loop.execute(() -> {
            if (closed || refused) {
                return;
            }
            refused = true;
            LOG.info("session {}: {}", id, Program.KEY_GONE);
            if (!claims.revoke()) {
                replies.refuse(0, ErrorCode.KEY_REFUSED, Program.KEY_GONE);
            }
            EndOfTurn.run(loop, carrier::close);
        });
    }

    /** The agent opens the control stream and no other (Y-20). */
    @Override
    public Optional<StreamEvents> onStream(Stream stream) {
        if (stream.id() != CONTROL_STREAM || replies.isOpen()) {
            return Optional.empty();
        }
        StreamLink link = StreamLink.accept(stream, loop);
        replies.open(ControlChannel.open(
                link, server.clock(), server.config().timeouts().session().hello(), this));
        return Optional.of(link);
    }

    /** It counts from the dial, for the agent may never open the control stream. */
    private void onHelloDue() {
        if (!greeted && !closed) {
            onViolation("no hello in time");
        }
    }

    @Override
    public void onMessage(ControlMessage message) {
        if (refused) {
            return;
        }
        switch (message) {
            case ControlMessage.Hello hello -> onHello(hello);
            case ControlMessage.Claim claim -> claims.claim(claim);
            case ControlMessage.Release release -> onRelease(release);
            case ControlMessage.Claimed ignored -> onViolation("an agent cannot say claimed");
            case ControlMessage.Refused ignored -> onViolation("an agent cannot say refused");
            case ControlMessage.Drain ignored -> onViolation("an agent cannot say drain");
        }
    }

    private void onHello(ControlMessage.Hello hello) {
        if (greeted) {
            return;
        }
        greeted = true;
        helloTimer.cancel();
        letIn.run();
        if (hello.version() != ControlMessage.VERSION) {
            replies.refuse(
                    0,
                    ErrorCode.WIRE_VERSION,
                    "the agent speaks adit." + hello.version() + ", this server adit." + ControlMessage.VERSION
                            + "; install a release that speaks the same");
            refused = true;
            EndOfTurn.run(loop, carrier::close);
            return;
        }
        replies.send(new ControlMessage.Hello(
                ControlMessage.VERSION,
                Program.NAME,
                server.instance(),
                List.of(ClaimOptions.ACCESS_LIST),
                Optional.of(id),
                Optional.of(server.config().timeouts().session().ping())));
    }

    private void onRelease(ControlMessage.Release release) {
        claims.giveUp(release.id()).ifPresent(tunnel -> {
            // After the port is given up, so that nobody comes behind those who go.
            if (tunnel.kind() == TunnelKind.TCP && !release.drain()) {
                loseStreams(tunnel);
            }
        });
    }

    /** What runs in the tunnel fails as if the session were lost, which goes on for others. */
    private void loseStreams(Tunnel tunnel) {
        carrier.session().lose(owner -> owner instanceof StreamLink link && link.tunnel() == tunnel.number());
    }

    @Override
    public void onViolation(String what) {
        carrier.fail(what);
    }

    @Override
    public void onEnded(String why) {
        if (!closed) {
            carrier.close();
        }
    }

    @Override
    public void onGoAway(GoAwayCode code) {
        // The engine opens nothing more; what runs goes on or fails by the code.
        leaving = true;
    }

    @Override
    public void onClosed(SessionEnd end) {
        if (closed) {
            return;
        }
        closed = true;
        replies.end();
        server.tellEnd(id, admission.address(), end);
        server.live().remove(this);
        probes.end();
        helloTimer.cancel();
        letIn.run();
        claims.end();
    }

    @Override
    public void onDefect(Throwable defect) {
        LOG.error("session {} ends for an unexpected failure", id, defect);
    }
}
