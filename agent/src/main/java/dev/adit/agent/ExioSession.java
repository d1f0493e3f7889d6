// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.CarrierSide;
import dev.adit.wire.StreamLink;
import dev.adit.wire.WebSocketCarrier;
import dev.adit.yamux.GoAwayCode;
import dev.adit.yamux.SessionEnd;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Optional;

/**
 * A session in Exio mode: one tunnel, no control stream, streams without a preamble. The agent opens none. Confined to
 * the agent's event loop.
 */
final class ExioSession implements ServerSession, WebSocketCarrier.Events {
    private final RunContext context;
    private final TunnelState tunnel;
    private final WebSocketCarrier carrier;
    private boolean over;

    /** One that is silent until {@link #start}. */
    ExioSession(RunContext context, TunnelState tunnel) {
        this.context = context;
        this.tunnel = tunnel;
        this.carrier = new WebSocketCarrier(CarrierSide.AGENT, context.sessions(false), this);
    }

    /**
     * Starts on a connection whose handshake is done; takes ownership of the bytes behind it, which may end the session
     * within this call.
     */
    void start(Channel channel, ByteBuf leftover) {
        channel.pipeline().addLast(carrier);
        carrier.receive(leftover);
    }

    /** Whether the connection has ended. */
    boolean isOver() {
        return over;
    }

    @Override
    public WebSocketCarrier carrier() {
        return carrier;
    }

    @Override
    public void leave() {
        if (!over) {
            carrier.session().goAway();
        }
    }

    @Override
    public int runningStreams() {
        return carrier.session().liveStreams();
    }

    @Override
    public Optional<StreamEvents> onStream(Stream stream) {
        StreamLink link = StreamLink.accept(stream, context.sockets().loop());
        tunnel.forwarder().forward(link, Visit.UNTOLD);
        return Optional.of(link);
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
        context.owner().onClosed(this, end);
    }

    @Override
    public void onDefect(Throwable defect) {
        context.listener().onDefect(defect);
    }
}
