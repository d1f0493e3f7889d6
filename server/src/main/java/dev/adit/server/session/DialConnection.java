// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Answer;
import dev.adit.http.ErrorCode;
import dev.adit.http.SocketLink;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.refusal.Surface;
import dev.adit.wire.WebSocketCarrier;
import dev.adit.wire.WebSocketHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a dial until it is refused or carries a session; its place in the pacing goes back with the answer.
 * Confined to its event loop.
 */
final class DialConnection {
    private final ConnectAttempt attempt;
    private final SocketLink link;
    private final ByteBuf leftover;
    private final Runnable uncounted;
    private final RefusalLog refusals;
    private Pacing.@Nullable Place place;

    /**
     * Takes ownership of the link and of the bytes behind the request's head.
     *
     * @param uncounted told when the connection is that of an agent with a key, and in no count any more
     */
    DialConnection(ConnectAttempt attempt, SocketLink link, ByteBuf leftover, Runnable uncounted, RefusalLog refusals) {
        this.attempt = attempt;
        this.link = link;
        this.leftover = leftover;
        this.uncounted = uncounted;
        this.refusals = refusals;
    }

    /** Nothing is read before the dial is answered. */
    void pause() {
        link.pauseReading();
    }

    EventLoop loop() {
        return link.channel().eventLoop();
    }

    void entered(Pacing.Place taken) {
        place = taken;
    }

    /** The agent is let in: the next one may be. */
    void leavePlace() {
        if (place != null) {
            place.leave();
        }
    }

    /** Whether the agent hung up, wholly or its half, before its dial was answered. */
    boolean isGone() {
        Channel channel = link.channel();
        return !channel.isActive() || (channel instanceof DuplexChannel duplex && duplex.isInputShutdown());
    }

    /** Ends without an answer. */
    void hangUp() {
        leavePlace();
        leftover.release();
        link.close();
    }

    /**
     * Answers that the connection now is the carrier's. That of an agent without a key stays in the count of its
     * address: nothing else bounds how many of them come.
     */
    void connect(WebSocketCarrier carrier, String moreFields, boolean keyed) {
        Channel channel = link.detach();
        // A carrier has no use for half a connection: its end is the session's end, at once (CW-08).
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        channel.config().setOption(ChannelOption.AUTO_CLOSE, true);
        String head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + WebSocketHandshake.accept(attempt.webSocketKey()) + "\r\n" + moreFields
                + "\r\n";
        if (keyed) {
            uncounted.run();
        }
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

    /**
     * Refuses. An Exio agent gives up on a 503 for good, so one that is to come back is left without an answer, which
     * it retries.
     */
    void refuse(ErrorCode code, String message) {
        if (code == ErrorCode.DRAINING && !attempt.speaksAdit()) {
            turnAway(code, message);
        } else {
            refuse(code, message, Answer.failure(code, message));
        }
    }

    /** Refuses without an answer. */
    void turnAway(ErrorCode code, String message) {
        log(code, message);
        hangUp();
    }

    /** Refuses with an answer that says so in its own words. */
    void refuse(ErrorCode code, String message, Answer answer) {
        log(code, message);
        leavePlace();
        leftover.release();
        answer.sendAndClose(link);
    }

    private void log(ErrorCode code, String message) {
        refusals.log(Refusal.refused(Surface.CONNECT, code, attempt.address(), attempt.requestId(), message));
    }
}
