// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.HttpAnswerReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
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
    private final AnswerHandler answers = new AnswerHandler(HttpAnswerReader.ofRequest(), new ServerAnswer());
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

    private void onDeadline() {
        String why = "no answer within " + config.timeouts().dial().toSeconds() + " s";
        if (channel == null && way != null) {
            way.giveUp(why);
        } else {
            answers.giveUp(why);
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
        answers.stop();
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

    /** What the server says to the request. */
    private final class ServerAnswer implements AnswerHandler.Outcome {
        @Override
        public void onAnswer(HttpAnswer answer, ByteBuf leftover) {
            end();
            channel().pipeline().remove(answers);
            outcome.onAnswer(channel(), answer, leftover);
        }

        @Override
        public void onMalformed(String why) {
            fail(config.server() + " is no tunnel server: " + why);
        }

        @Override
        public void onNone(String why) {
            fail(why + " while " + step.text());
        }

        @Override
        public void onDefect(Throwable defect) {
            listener.onDefect(defect);
            fail("unexpected: " + defect);
        }
    }
}
