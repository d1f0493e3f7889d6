// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.http.NetworkFault;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.HttpAnswerReader;
import dev.adit.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request to the server, from its name to the answer's head: resolve, connect, CONNECT through a proxy, TLS, HTTP.
 * Confined to the agent's event loop.
 *
 * <pre>
 * RESOLVE -- CONNECT -- [PROXY] -- [TLS] -- REQUEST -- over
 * </pre>
 *
 * <p>A redirect is an answer like any other: the key goes to the configured server only (CW-10).
 */
final class Dial {
    /** Hears how it went, once, on the event loop. */
    interface Outcome {
        /**
         * The server answered. The channel has no handler but TLS any more; it and the bytes behind the answer are the
         * taker's, who closes it when it is not wanted.
         */
        void onAnswer(Channel channel, HttpAnswer answer, ByteBuf leftover);

        /** There was no answer. */
        void onFailed(String reason);
    }

    private final Dialer dialer;
    private final Sockets sockets;
    private final AgentConfig config;
    private final AgentListener listener;
    private final String request;
    private final Outcome outcome;
    private final DialStep step;
    private final Answers answers = new Answers();
    private final HttpAnswerReader reader = HttpAnswerReader.ofRequest();
    private boolean over;
    private @Nullable Way way;
    private @Nullable Channel channel;
    private Clock.@Nullable Timer deadline;

    private Dial(Dialer dialer, AgentListener listener, String request, Outcome outcome) {
        this.dialer = dialer;
        this.sockets = dialer.sockets();
        this.config = dialer.config();
        this.listener = listener;
        this.request = request;
        this.outcome = outcome;
        this.step = new DialStep(sockets, listener);
    }

    /** Begins; the outcome never comes from within this call. */
    static Dial start(Dialer dialer, AgentListener listener, String request, Outcome outcome) {
        Dial dial = new Dial(dialer, listener, request, outcome);
        dial.begin();
        return dial;
    }

    private void begin() {
        deadline = sockets.clock().after(config.timeouts().dial(), sockets.loop(), this::onDeadline);
        way = Way.open(dialer, config.server().address(), step, listener, new Way.Outcome() {
            @Override
            public void onOpen(Channel open) {
                channel = open;
                open.pipeline().addLast(answers);
                secure();
            }

            @Override
            public void onFailed(String reason) {
                fail(reason);
            }
        });
    }

    /** Stops; the outcome is not told. */
    void cancel() {
        if (!over) {
            end();
            dropChannel();
        }
    }

    private void secure() {
        if (!config.server().tls()) {
            sendRequest();
            return;
        }
        step.enter("TLS with " + config.server().host());
        try {
            SslHandler handler =
                    dialer.tls().newHandler(channel().alloc(), config.server().address());
            channel().pipeline().addFirst(handler);
            handler.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    sendRequest();
                } else {
                    fail("TLS with " + config.server().host() + " failed: " + told(done.cause()));
                }
            });
        } catch (IOException | GeneralSecurityException e) {
            fail("TLS cannot be set up: " + e.getMessage());
        }
    }

    /** The innermost cause that says something: handshake failures wrap what the trust manager said. */
    private static String told(Throwable failure) {
        if (failure instanceof NotSslRecordException) {
            // Its own words are all that the peer sent, in hexadecimal digits.
            return "what answers there speaks no TLS; check the port, or write http:// for a server without TLS";
        }
        String text = String.valueOf(failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            text = message != null && message.length() > text.length() ? message : text;
        }
        return text;
    }

    private void sendRequest() {
        if (!over) {
            step.enter("waiting for an answer of " + config.server());
            channel().writeAndFlush(ByteBufUtil.writeUtf8(channel().alloc(), request));
        }
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }

    private void onAnswer(HttpAnswer answer, ByteBuf leftover) {
        end();
        channel().pipeline().remove(answers);
        outcome.onAnswer(channel(), answer, leftover);
    }

    private void onEnd(String why) {
        if (over) {
            return;
        }
        Optional<HttpAnswer> cut = reader.end();
        if (cut.isPresent()) {
            onAnswer(cut.get(), Unpooled.EMPTY_BUFFER);
        } else {
            fail(why + " while " + step.text());
        }
    }

    private void onDeadline() {
        String why = "no answer within " + config.timeouts().dial().toSeconds() + " s";
        if (channel == null && way != null) {
            way.giveUp(why);
        } else {
            onEnd(why);
        }
    }

    private void fail(String reason) {
        if (!over) {
            end();
            dropChannel();
            outcome.onFailed(reason);
        }
    }

    private void end() {
        over = true;
        step.leave();
        if (deadline != null) {
            deadline.cancel();
        }
    }

    private void dropChannel() {
        if (way != null) {
            way.cancel();
        }
        if (channel != null) {
            channel.close();
        }
    }

    /** Reads the server's answer. */
    private final class Answers extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (over) {
                bytes.release();
                return;
            }
            try {
                Optional<HttpAnswer> answer = reader.read(bytes);
                if (answer.isPresent()) {
                    onAnswer(answer.get(), bytes);
                } else {
                    bytes.release();
                }
            } catch (WireException e) {
                bytes.release();
                fail(config.server() + " is no tunnel server: " + e.getMessage());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                onEnd("the connection ended");
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            onEnd("the connection ended");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                onEnd(NetworkFault.told(cause));
            } else if (!(cause.getCause() instanceof IOException)) {
                listener.onDefect(cause);
                fail("unexpected: " + cause);
            }
        }
    }
}
