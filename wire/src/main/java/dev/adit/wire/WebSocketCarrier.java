// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import dev.adit.http.Clock;
import dev.adit.yamux.GoAwayCode;
import dev.adit.yamux.Session;
import dev.adit.yamux.SessionEnd;
import dev.adit.yamux.SessionEvents;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection that carries one session: the only handler between the channel (or its TLS) and yamux.
 *
 * <p>Inbound, frames are read as a stream and their payload goes straight to the session; the socket is never paused,
 * so pings and window updates always flow (Y-26). What leaves, and when, is {@link CarrierOutput}.
 *
 * <p>Confined to the channel's event loop. Add it when the handshake is done and the channel is active; bytes that
 * arrived behind the handshake go to {@link #receive}.
 */
public final class WebSocketCarrier extends ChannelInboundHandlerAdapter {
    /** Hears of the session; every call on the event loop. */
    public interface Events {
        /** A stream that the peer opened; empty refuses it. */
        Optional<StreamEvents> onStream(Stream stream);

        /** The peer opens no more streams and wants none; live ones go on when the code is normal. */
        void onGoAway(GoAwayCode code);

        /** The session is over and all its streams have failed; the connection is being closed. Called once, last. */
        void onClosed(SessionEnd end);

        /** A defect of ours surfaced here; the carrier is closed after it. For the error log. */
        void onDefect(Throwable defect);
    }

    /** How long the peer may take to answer a close frame before the socket is closed. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final CarrierSide side;
    private final Sessions sessions;
    private final Events events;
    private final FrameReader reader;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Session session;
    private @Nullable CarrierOutput output;
    private CloseCode closeCode = CloseCode.NORMAL;
    private boolean closing;
    private Clock.@Nullable Timer closeTimer;

    public WebSocketCarrier(CarrierSide side, Sessions sessions, Events events) {
        this.side = side;
        this.sessions = sessions;
        this.events = events;
        this.reader = new FrameReader(!side.masks(), new Frames());
    }

    /** The session; there is one from the moment the carrier is in a pipeline. */
    public Session session() {
        return Objects.requireNonNull(session, "carrier is in no pipeline");
    }

    /** Ends the session politely: GoAway(0), WebSocket close 1000, end of the connection (CW-08). */
    public void close() {
        session().close();
    }

    /** Like {@link #close}, but says that this process is going away (1001). */
    public void closeGoingAway() {
        closeCode = CloseCode.GOING_AWAY;
        session().close();
    }

    /** Ends the session because its peer broke a rule above yamux: GoAway(1), close 1002; all streams fail. */
    public void fail(String why) {
        session().fail(why);
    }

    /** Reads bytes of the connection, as those that came behind the handshake. Takes ownership. */
    public void receive(ByteBuf bytes) {
        if (closing) {
            bytes.release();
            return;
        }
        try {
            reader.read(bytes);
        } catch (FrameViolation e) {
            abandon(e.code(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        // The HTTP connection before the 101 may have been half closed; a WebSocket may not: its end of file is its
        // end.
        added.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        Session carried = sessions.create(side.role(), added.executor(), added.alloc(), new SessionListener());
        session = carried;
        FrameWriter writer = new FrameWriter(added, side.masks(), sessions.random());
        output = new CarrierOutput(added, carried, writer, sessions.clock()::nanoTime);
        carried.start();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        if (output != null) {
            output.release();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        receive((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // Nothing: what the session answers leaves at the end of the turn.
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        output().onWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (closeTimer != null) {
            closeTimer.cancel();
        }
        if (!closing) {
            session().carrierLost("connection ended without a close");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            events.onDefect(cause);
        }
        if (!closing) {
            session().carrierLost("connection failed: " + cause);
        }
        ctx.close();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    private CarrierOutput output() {
        return Objects.requireNonNull(output);
    }

    /** Fails the session and closes the WebSocket with this code; nothing more is read. */
    private void abandon(CloseCode code, String why) {
        if (!closing) {
            closeCode = code;
            session().carrierViolated(why);
        }
    }

    /** The last bytes leave, our close frame behind them; then the peer has a second. */
    private void shutDown() {
        closing = true;
        if (!context().channel().isActive()) {
            return;
        }
        output().close(closeCode);
        closeTimer = sessions.clock()
                .after(CLOSE_TIMEOUT, context().executor(), () -> context().close());
    }

    /** What frames bring. */
    private final class Frames implements FrameReader.Sink {
        @Override
        public void onData(ByteBuf bytes) {
            if (closing) {
                bytes.release();
            } else {
                session().receive(bytes);
            }
        }

        @Override
        public void onPing(byte[] payload) {
            output().pong(payload);
        }

        @Override
        public void onClose(int code) {
            if (!closing) {
                String why = "closed by the peer with " + code;
                if (CloseCode.isOrderly(code)) {
                    session().carrierClosed(why);
                } else {
                    session().carrierLost(why);
                }
                context().channel().eventLoop().execute(() -> context().close());
            }
        }
    }

    /** What the session tells. */
    private final class SessionListener implements SessionEvents {
        @Override
        public Optional<StreamEvents> onStream(Stream stream) {
            return events.onStream(stream);
        }

        @Override
        public void onPending() {
            output().schedule();
        }

        @Override
        public void onGoAway(GoAwayCode code) {
            events.onGoAway(code);
        }

        @Override
        public void onClosed(SessionEnd end) {
            if (closeCode == CloseCode.NORMAL) {
                closeCode = CloseCode.of(end.cause());
            }
            shutDown();
            events.onClosed(end);
        }
    }
}
