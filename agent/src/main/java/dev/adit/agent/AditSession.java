// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.ErrorCode;
import dev.adit.wire.AccessList;
import dev.adit.wire.CarrierSide;
import dev.adit.wire.ClaimOptions;
import dev.adit.wire.ControlChannel;
import dev.adit.wire.ControlMessage;
import dev.adit.wire.ControlMessage.Claim;
import dev.adit.wire.ControlMessage.Claimed;
import dev.adit.wire.ControlMessage.Drain;
import dev.adit.wire.ControlMessage.Hello;
import dev.adit.wire.ControlMessage.Refused;
import dev.adit.wire.ControlMessage.Release;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.StreamLink;
import dev.adit.wire.StreamPreamble;
import dev.adit.wire.WebSocketCarrier;
import dev.adit.yamux.GoAwayCode;
import dev.adit.yamux.SessionEnd;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session in adit.1: hello and claims go out at once on stream 1, streams of the server begin with a preamble.
 * Confined to the agent's event loop.
 */
final class AditSession implements ServerSession, WebSocketCarrier.Events, ControlChannel.Listener {
    /** How long a claim waits that lost against this process's own earlier session, which the server still holds. */
    private static final Duration TAKEN_RETRY = Duration.ofSeconds(2);

    private final RunContext context;
    private final WebSocketCarrier carrier;
    private @Nullable ControlChannel control;
    private boolean greeted;
    /** Whether the server keeps to access lists itself; until it has greeted nobody knows. */
    private boolean serverChecks;

    private boolean over;

    /** One that is silent until {@link #start}. */
    AditSession(RunContext context) {
        this.context = context;
        this.carrier = new WebSocketCarrier(CarrierSide.AGENT, context.sessions(true), this);
    }

    /**
     * Starts on a connection whose handshake is done; takes ownership of the bytes behind it, which may end the session
     * within this call.
     */
    void start(Channel channel, ByteBuf leftover) {
        channel.pipeline().addLast(carrier);
        greet();
        carrier.receive(leftover);
    }

    private void greet() {
        StreamLink link = StreamLink.open(carrier.session(), context.sockets().loop());
        ControlChannel channel = ControlChannel.open(link, context.sockets().clock(), this);
        control = channel;
        channel.send(context.hello());
        context.tunnels().stream().filter(tunnel -> !tunnel.hasEnded()).forEach(this::claim);
    }

    private void claim(TunnelState tunnel) {
        TunnelConfig config = tunnel.config();
        if (over || control == null || tunnel.hasEnded() || !mayClaim(config)) {
            return;
        }
        control.send(new Claim(
                tunnel.id(),
                Optional.of(config.kind()),
                Optional.of(tunnel.name().value()),
                tunnel.port(),
                tunnel.resume(),
                claimOptions(config.visitors())));
    }

    /** A tunnel that keeps somebody out is claimed once it is known who has to see to that. */
    private boolean mayClaim(TunnelConfig config) {
        return greeted || config.visitors().access().isOpen();
    }

    /** A server that does not know access lists might pass over them, or refuse the claim. */
    private ClaimOptions claimOptions(VisitorRules visitors) {
        ClaimOptions options = visitors.claimOptions();
        return serverChecks ? options : options.withoutNetworks();
    }

    @Override
    public WebSocketCarrier carrier() {
        return carrier;
    }

    @Override
    public void leave() {
        if (over || control == null) {
            return;
        }
        for (TunnelState tunnel : context.tunnels()) {
            if (!tunnel.hasEnded()) {
                control.send(new Release(tunnel.id(), ReleaseReason.ENDED, "the agent ends", true));
            }
        }
        carrier.session().goAway();
    }

    @Override
    public int runningStreams() {
        return Math.max(0, carrier.session().liveStreams() - 1);
    }

    @Override
    public Optional<StreamEvents> onStream(Stream stream) {
        StreamLink link = StreamLink.accept(stream, context.sockets().loop());
        link.receiver(new PreambleReceiver(link, this::route));
        return Optional.of(link);
    }

    private void route(StreamLink link, StreamPreamble preamble) {
        Optional<TunnelState> tunnel = context.tunnel(preamble.tunnel());
        if (tunnel.isEmpty() || tunnel.get().config().kind() != preamble.kind()) {
            link.refuse();
            return;
        }
        StreamForwarder forwarder = tunnel.get().forwarder();
        AccessList access = tunnel.get().config().visitors().access();
        if (serverChecks || access.admits(preamble.visitor().map(InetSocketAddress::getAddress))) {
            forwarder.forward(link, Visit.of(preamble));
        } else {
            forwarder.turnAway(link);
        }
    }

    @Override
    public void onMessage(ControlMessage message) {
        switch (message) {
            case Hello hello -> onHello(hello);
            case Claimed claimed ->
                context.tunnel(claimed.id()).ifPresent(tunnel -> {
                    tunnel.onHeld(claimed.url(), claimed.port(), claimed.resume());
                    context.owner().onReady(this, tunnel, claimed.url());
                });
            case Refused refused -> onRefused(refused);
            case Release release -> context.tunnel(release.id()).ifPresent(tunnel -> onRelease(tunnel, release));
            case Drain drain -> context.owner().onDraining(this, drain.grace());
            case Claim claim -> onViolation("the server sent a claim for tunnel " + claim.id());
        }
    }

    private void onHello(Hello hello) {
        if (hello.version() != ControlMessage.VERSION) {
            carrier.fail("the server speaks version " + hello.version() + " of adit.1, this agent "
                    + ControlMessage.VERSION);
            return;
        }
        if (greeted) {
            return;
        }
        List<TunnelState> waiting = context.tunnels().stream()
                .filter(tunnel -> !mayClaim(tunnel.config()))
                .toList();
        greeted = true;
        serverChecks = hello.features().contains(ClaimOptions.ACCESS_LIST);
        waiting.forEach(this::claim);
    }

    private void onRefused(Refused refused) {
        if (refused.id() == 0) {
            context.owner().onSessionRefused(refused.code(), refused.message(), refused.retryAfter());
            carrier.close();
            return;
        }
        context.tunnel(refused.id()).ifPresent(tunnel -> onRefused(tunnel, refused));
    }

    private void onRefused(TunnelState tunnel, Refused refused) {
        // Nobody asked for that port in so many words: the tunnel matters more, and a refusal of it comes again.
        boolean ofName = refused.code().equals(ErrorCode.NAME_TAKEN.code());
        if (refused.isFinal() && !ofName && tunnel.forgetGivenPort()) {
            claim(tunnel);
            return;
        }
        boolean ownGhost = refused.status() == 409 && tunnel.wasHeld() && context.withinGrace();
        if (refused.isFinal() && !ownGhost) {
            context.owner().onRefused(this, tunnel, refused.code(), refused.message());
            return;
        }
        Duration wait = refused.retryAfter().orElse(TAKEN_RETRY);
        context.listener().onClaimDelayed(tunnel.name().value(), refused.code(), refused.message(), wait);
        context.sockets().clock().after(wait, context.sockets().loop(), () -> claim(tunnel));
    }

    private void onRelease(TunnelState tunnel, Release release) {
        if (release.reason() == ReleaseReason.REPLACED) {
            context.owner().onReplaced(this, tunnel, release.message());
        } else {
            String code = "ADIT-" + release.reason().name();
            context.owner().onRefused(this, tunnel, code, release.message());
        }
    }

    @Override
    public void onViolation(String what) {
        carrier.fail(what);
    }

    @Override
    public void onEnded(String why) {
        if (!over) {
            carrier.close();
        }
    }

    @Override
    public void onGoAway(GoAwayCode code) {
        if (code == GoAwayCode.NORMAL && !over) {
            context.owner().onDraining(this, Duration.ZERO);
        }
    }

    @Override
    public void onClosed(SessionEnd end) {
        over = true;
        if (control != null) {
            control.close();
        }
        context.owner().onClosed(this, end);
    }

    @Override
    public void onDefect(Throwable defect) {
        context.listener().onDefect(defect);
    }
}
