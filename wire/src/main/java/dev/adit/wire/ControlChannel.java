// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.adit.http.Clock;
import dev.adit.http.Link;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.wire.ControlMessage.Hello;
import dev.adit.wire.ControlMessage.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Optional;

/**
 * The control stream: messages both ways over a link, from {@code hello} to the end of the session.
 *
 * <p>The first message must be {@code hello} (or a refusal of the session) and come within ten seconds unless told
 * otherwise. While the peer does not read our answers we do not read its messages, so nothing piles up. Confined to the link's event loop.
 */
public final class ControlChannel {
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(10);

    /** Hears what comes; every call on the link's event loop. */
    public interface Listener {
        /** A message; the first one is a {@link Hello} or a {@link Refused} with id 0. */
        void onMessage(ControlMessage message);

        /** The peer broke the protocol: the session must end with GoAway(1). Nothing follows. */
        void onViolation(String what);

        /** The peer ended or reset the control stream: the session is over. Nothing follows. */
        void onEnded(String why);
    }

    private final Link link;
    private final Listener listener;
    private final ControlDecoder decoder = new ControlDecoder();
    private final Clock.Timer helloTimer;
    private boolean greeted;
    private boolean over;

    private ControlChannel(Link link, Clock clock, Duration hello, Listener listener) {
        this.link = link;
        this.listener = listener;
        this.helloTimer =
                clock.after(hello, link.executor(), () -> fail("no hello within " + hello.toMillis() + " ms"));
    }

    /** Takes the link over and begins to read; messages may come from within this call. */
    public static ControlChannel open(Link link, Clock clock, Listener listener) {
        return open(link, clock, HELLO_TIMEOUT, listener);
    }

    /** The same, with another time in which {@code hello} must come. */
    public static ControlChannel open(Link link, Clock clock, Duration hello, Listener listener) {
        ControlChannel channel = new ControlChannel(link, clock, hello, listener);
        link.receiver(channel.new Receiver());
        return channel;
    }

    /** Queues a message; ignored once the stream is over. */
    public void send(ControlMessage message) {
        byte[] json = ControlCodec.encode(message).getBytes(UTF_8);
        if (json.length > ControlDecoder.MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("control message of " + json.length + " bytes");
        }
        link.write(Unpooled.buffer(ControlDecoder.LENGTH_BYTES + json.length)
                .writeInt(json.length)
                .writeBytes(json));
    }

    /** Ends the stream after what was sent; the listener hears nothing more. */
    public void close() {
        if (!over) {
            stop();
            link.close();
        }
    }

    private void dispatch(ControlMessage message) {
        if (!greeted) {
            if (!(message instanceof Hello) && !(message instanceof Refused refused && refused.id() == 0)) {
                throw new WireException("first control message is not hello");
            }
            greeted = true;
            helloTimer.cancel();
        }
        listener.onMessage(message);
    }

    private void fail(String what) {
        if (!over) {
            stop();
            listener.onViolation(what);
        }
    }

    private void stop() {
        over = true;
        helloTimer.cancel();
    }

    /** The link's receiver; inner, so that it is no part of this class's face. */
    private final class Receiver implements LinkReceiver {
        @Override
        public void onBytes(ByteBuf bytes) {
            try {
                while (!over && bytes.isReadable()) {
                    Optional<ControlMessage> message = decoder.read(bytes);
                    message.ifPresent(ControlChannel.this::dispatch);
                }
            } catch (WireException e) {
                fail(String.valueOf(e.getMessage()));
            } finally {
                bytes.release();
            }
            if (!over && !link.isWritable()) {
                link.pauseReading();
            }
        }

        @Override
        public void onFinished() {
            end("control stream ended");
        }

        @Override
        public void onAborted(LinkFailure failure) {
            end(failure.detail());
        }

        @Override
        public void onWritable() {
            link.resumeReading();
        }

        private void end(String why) {
            if (!over) {
                stop();
                listener.onEnded(why);
            }
        }
    }
}
