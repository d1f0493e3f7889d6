// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import dev.adit.server.keys.Key;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.registry.TunnelSession;
import dev.adit.wire.CarrierSide;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.StreamLink;
import dev.adit.wire.StreamPreamble;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.WebSocketCarrier;
import dev.adit.yamux.GoAwayCode;
import dev.adit.yamux.SessionEnd;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of a session with an Exio agent: one tunnel, claimed in the dial itself. Confined to the session's
 * event loop, but for what its interfaces allow from anywhere.
 */
final class ExioSession implements TunnelSession, WebSocketCarrier.Events, LiveSessions.Member {
    private static final Logger LOG = LoggerFactory.getLogger(ExioSession.class);

    private final Neighbours server;
    private final String id;
    private final String address;
    private final Optional<Key> key;
    private final boolean errorsAreOwn;
    private final EventLoop loop;
    private final WebSocketCarrier carrier;
    private final Probes probes;
    private @Nullable Tunnel tunnel;
    private boolean connected;
    private boolean leaving;
    private boolean closed;

    /**
     * @param address the agent's address
     * @param key the agent's key; empty for one without
     * @param errorsAreOwn whether the agent says that no {@code Adit-Error} of its service passes it
     */
    ExioSession(Neighbours server, String id, String address, Optional<Key> key, boolean errorsAreOwn, EventLoop loop) {
        this.server = server;
        this.id = id;
        this.address = address;
        this.key = key;
        this.errorsAreOwn = errorsAreOwn;
        this.loop = loop;
        carrier = new WebSocketCarrier(CarrierSide.SERVER, server.exio(), this);
        probes = new Probes(carrier, loop, server.clock());
    }

    WebSocketCarrier carrier() {
        return carrier;
    }

    /**
     * The claim came through; visitors may be served once the carrier is connected. Returns whether the session still
     * is to be: a newer one may have taken the name over already.
     */
    boolean serves(Tunnel granted) {
        tunnel = granted;
        return !closed && server.registry().isLive(granted);
    }

    /** Whether it ended before it was connected. */
    boolean isOver() {
        return closed;
    }

    /** The handshake was answered and the carrier is in its pipeline. */
    void onConnected() {
        connected = true;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Readiness readiness() {
        return Readiness.of(
                connected && !closed && !leaving, () -> carrier.session().canOpen());
    }

    @Override
    public boolean isTrusted() {
        return errorsAreOwn;
    }

    @Override
    public UpstreamLink open(StreamPreamble preamble, LinkReceiver receiver) {
        StreamLink link = StreamLink.open(carrier.session(), loop);
        link.receiver(receiver);
        return preamble.kind() == TunnelKind.TCP
                ? link
                : new HeldBodyLink(
                        link,
                        receiver,
                        server.clock(),
                        server.config().timeouts().session().exioBodyHold());
    }

    @Override
    public void probe(Consumer<Boolean> alive) {
        loop.execute(() -> {
            if (connected) {
                probes.ask(alive);
            } else {
                alive.accept(false);
            }
        });
    }

    @Override
    public void released(Tunnel lost, ReleaseReason reason, String message) {
        loop.execute(() -> {
            LOG.info("session {}: '{}' is released: {}", id, lost.name(), reason.text());
            if (lost.equals(tunnel)) {
                tunnel = null;
                server.lost(lost);
            }
            shutDownNow();
        });
    }

    /** An Exio agent knows no drain: it is told by the end of its session. */
    @Override
    public void drain(Duration grace) {
        // Nothing to say in this protocol.
    }

    @Override
    public void shutDown() {
        loop.execute(this::shutDownNow);
    }

    @Override
    public Optional<Key> key() {
        return key;
    }

    /** An Exio agent is told by the answer to its next dial. */
    @Override
    public void revoke() {
        loop.execute(() -> {
            LOG.info("session {}: {}", id, Program.KEY_GONE);
            if (tunnel != null) {
                server.free(tunnel);
                tunnel = null;
            }
            shutDownNow();
        });
    }

    private void shutDownNow() {
        if (connected) {
            carrier.closeGoingAway();
        } else {
            end();
        }
    }

    @Override
    public Optional<StreamEvents> onStream(Stream stream) {
        return Optional.empty();
    }

    @Override
    public void onGoAway(GoAwayCode code) {
        // The engine opens nothing more; what runs goes on or fails by the code.
        leaving = true;
    }

    @Override
    public void onClosed(SessionEnd ended) {
        server.tellEnd(id, address, ended);
        end();
    }

    /**
     * The session is over, or never came to be: the name goes back. It is held for the owner of a key alone, since an
     * agent without one has no token here to prove with that the name was its own.
     */
    void end() {
        if (closed) {
            return;
        }
        closed = true;
        server.live().remove(this);
        probes.end();
        Tunnel served = tunnel;
        if (served == null) {
            return;
        }
        if (!connected) {
            server.registry().cancel(served);
        }
        if (key.isPresent()) {
            server.giveUp(served);
        } else {
            server.free(served);
        }
    }

    @Override
    public void onDefect(Throwable defect) {
        LOG.error("session {} ends for an unexpected failure", id, defect);
    }
}
