// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.NetworkFault;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.HttpAnswerReader;
import dev.adit.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads one HTTP answer off a connection that becomes something else behind it: a carrier, or a tunnel through a proxy.
 * Its taker removes it from the pipeline. Confined to the agent's event loop.
 */
final class AnswerHandler extends ChannelInboundHandlerAdapter {
    /** Hears what came of the wait, once. */
    interface Outcome {
        /** There is an answer; takes ownership of the bytes behind it. */
        void onAnswer(HttpAnswer answer, ByteBuf leftover);

        /** What came is no HTTP. */
        void onMalformed(String why);

        /** The connection or the patience ended before there was an answer. */
        void onNone(String why);

        /** A failure of our own. */
        void onDefect(Throwable defect);
    }

    private final HttpAnswerReader reader;
    private final Outcome outcome;
    private boolean over;

    AnswerHandler(HttpAnswerReader reader, Outcome outcome) {
        this.reader = reader;
        this.outcome = outcome;
    }

    /** The outcome is not wanted any more. */
    void stop() {
        over = true;
    }

    /** Waits no longer: what has come so far is the answer when it is enough for one. */
    void giveUp(String why) {
        if (over) {
            return;
        }
        over = true;
        reader.end().ifPresentOrElse(cut -> outcome.onAnswer(cut, Unpooled.EMPTY_BUFFER), () -> outcome.onNone(why));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        Optional<HttpAnswer> answer = over ? Optional.empty() : read(bytes);
        if (answer.isPresent()) {
            over = true;
            outcome.onAnswer(answer.get(), bytes);
        } else {
            bytes.release();
        }
    }

    private Optional<HttpAnswer> read(ByteBuf bytes) {
        try {
            return reader.read(bytes);
        } catch (WireException e) {
            over = true;
            outcome.onMalformed(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            giveUp("the connection ended");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        giveUp("the connection ended");
    }

    /** What TLS has to say of itself, its handshake tells. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            giveUp(NetworkFault.told(cause));
        } else if (!over && !(cause.getCause() instanceof IOException)) {
            over = true;
            outcome.onDefect(cause);
        }
    }
}
