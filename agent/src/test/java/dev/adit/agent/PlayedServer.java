// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
import dev.adit.wire.CarrierSide;
import dev.adit.wire.ControlChannel;
import dev.adit.wire.ControlMessage;
import dev.adit.wire.Sessions;
import dev.adit.wire.StreamLink;
import dev.adit.wire.StreamPreamble;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.WebSocketCarrier;
import dev.adit.wire.WebSocketHandshake;
import dev.adit.yamux.GoAwayCode;
import dev.adit.yamux.GrowthBudget;
import dev.adit.yamux.SessionConfig;
import dev.adit.yamux.SessionEnd;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A server that a test plays: accepts dials, answers claims as told, opens streams. Thread-safe where public. */
final class PlayedServer implements AutoCloseable {
    /** One dial that was accepted. */
    static final class Peer implements WebSocketCarrier.Events, ControlChannel.Listener {
        final List<ControlMessage> messages = new CopyOnWriteArrayList<>();
        final List<SessionEnd> ends = new CopyOnWriteArrayList<>();
        private final PlayedServer server;
        private final EventLoop loop;
        final WebSocketCarrier carrier;
        private @Nullable ControlChannel control;

        private Peer(PlayedServer server, EventLoop loop) {
            this.server = server;
            this.loop = loop;
            this.carrier = new WebSocketCarrier(
                    CarrierSide.SERVER,
                    new Sessions(SessionConfig.DEFAULT, Clock.SYSTEM, new SecureRandom(), new GrowthBudget(0)),
                    this);
        }

        void send(ControlMessage message) {
            loop.execute(() -> {
                if (control != null) {
                    control.send(message);
                }
            });
        }

        void close() {
            loop.execute(carrier::close);
        }

        /** Opens a stream to the tunnel, sends the text and half-closes; the answer is collected. */
        Answered ask(TunnelKind kind, int tunnel, String text) {
            return ask(kind, tunnel, text, Optional.empty());
        }

        /** The same for a visitor at an address. */
        Answered ask(TunnelKind kind, int tunnel, String text, Optional<InetSocketAddress> visitor) {
            Answered answered = new Answered();
            loop.execute(() -> {
                StreamLink link = StreamLink.open(carrier.session(), loop);
                link.receiver(answered);
                ByteBuf first = Unpooled.buffer();
                if (server.adit) {
                    new StreamPreamble(kind, tunnel, true, visitor, "r-7").encode(first);
                }
                link.write(first.writeBytes(text.getBytes(ISO_8859_1)));
                link.finish();
            });
            return answered;
        }

        @Override
        public Optional<StreamEvents> onStream(Stream stream) {
            StreamLink link = StreamLink.accept(stream, loop);
            control = ControlChannel.open(link, Clock.SYSTEM, this);
            return Optional.of(link);
        }

        @Override
        public void onMessage(ControlMessage message) {
            messages.add(message);
            server.behaviour.accept(this, message);
        }

        @Override
        public void onViolation(String what) {
            messages.add(new ControlMessage.Refused(0, "VIOLATION", 0, what, Optional.empty()));
        }

        @Override
        public void onEnded(String why) {
            // The session's end says it.
        }

        @Override
        public void onGoAway(GoAwayCode code) {
            // The session's end says it.
        }

        @Override
        public void onClosed(SessionEnd end) {
            ends.add(end);
            if (control != null) {
                control.close();
            }
        }

        @Override
        public void onDefect(Throwable defect) {
            throw new AssertionError(defect);
        }
    }

    /** What came back on a stream. */
    static final class Answered implements LinkReceiver {
        private final StringBuilder text = new StringBuilder();
        private volatile String whole = "";
        private volatile boolean finished;
        private volatile @Nullable ErrorCode failed;

        String await() {
            Await.until("the stream ended", () -> finished || failed != null);
            return failed == null ? whole : "failed: " + failed;
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            text.append(bytes.toString(ISO_8859_1));
            whole = text.toString();
            bytes.release();
        }

        @Override
        public void onFinished() {
            finished = true;
        }

        @Override
        public void onAborted(LinkFailure failure) {
            failed = failure.code();
        }

        @Override
        public void onWritable() {
            // Little is written.
        }
    }

    final List<Peer> peers = new CopyOnWriteArrayList<>();
    final List<String> heads = new CopyOnWriteArrayList<>();
    private final EventLoop loop;
    private final boolean adit;
    private final BiConsumer<Peer, ControlMessage> behaviour;
    private final NioServerSocketChannel listener = new NioServerSocketChannel();
    private volatile String refusal = "";

    private PlayedServer(EventLoop loop, boolean adit, BiConsumer<Peer, ControlMessage> behaviour) {
        this.loop = loop;
        this.adit = adit;
        this.behaviour = behaviour;
    }

    /** Speaks adit.1; the behaviour answers each message. */
    static PlayedServer adit(Loops loops, BiConsumer<Peer, ControlMessage> behaviour) {
        return new PlayedServer(loops.loop(), true, behaviour).start();
    }

    /** Speaks Exio mode, and answers {@code /_config}. */
    static PlayedServer exio(Loops loops) {
        return new PlayedServer(loops.loop(), false, (peer, message) -> {}).start();
    }

    /** Says hello, without a feature, and grants every claim. */
    static void grantAll(Peer peer, ControlMessage message) {
        grantAll(peer, message, List.of());
    }

    /** The same with these features. */
    static void grantAll(Peer peer, ControlMessage message, List<String> features) {
        switch (message) {
            case ControlMessage.Hello hello ->
                peer.send(new ControlMessage.Hello(
                        hello.version(),
                        "played",
                        "",
                        features,
                        Optional.of("s"),
                        Optional.of(Duration.ofSeconds(10))));
            case ControlMessage.Claim claim ->
                peer.send(new ControlMessage.Claimed(
                        claim.id(),
                        claim.name().orElse(""),
                        "https://" + claim.name().orElse("") + ".example.com",
                        claim.port(),
                        Optional.of(new dev.adit.wire.Secret("resume-" + claim.id()))));
            default -> {}
        }
    }

    /** From now on every dial gets this answer; empty: they are accepted. */
    void refuse(String answer) {
        refusal = answer;
    }

    int port() {
        return listener.localAddress().getPort();
    }

    Peer peer(int number) {
        return Await.value(
                "session " + number, () -> number < peers.size() ? Optional.of(peers.get(number)) : Optional.empty());
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        peers.forEach(Peer::close);
    }

    private PlayedServer start() {
        listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                Channel channel = (Channel) message;
                loop.register(channel)
                        .addListener(registered -> channel.pipeline().addLast(new Handshake()));
            }
        });
        loop.register(listener).syncUninterruptibly();
        listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                .syncUninterruptibly();
        return this;
    }

    /** Reads a dial's head, answers it and makes way for the carrier. */
    private final class Handshake extends ChannelInboundHandlerAdapter {
        private final StringBuilder head = new StringBuilder();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            while (bytes.isReadable() && head.indexOf("\r\n\r\n") < 0) {
                head.append((char) bytes.readByte());
            }
            if (head.indexOf("\r\n\r\n") < 0) {
                bytes.release();
                return;
            }
            heads.add(head.toString());
            if (!refusal.isEmpty() || head.indexOf("GET /_config") == 0) {
                bytes.release();
                String config = "{\"routing_mode\":\"subdomain\",\"base_domain\":\"tunnels.test\"}";
                String answer = refusal.isEmpty()
                        ? "HTTP/1.1 200 OK\r\nContent-Length: " + config.length() + "\r\n\r\n" + config
                        : refusal;
                context.writeAndFlush(Unpooled.copiedBuffer(answer, ISO_8859_1))
                        .addListener(io.netty.channel.ChannelFutureListener.CLOSE);
                return;
            }
            accept(context, bytes);
        }

        private void accept(ChannelHandlerContext context, ByteBuf leftover) {
            String key = field("Sec-WebSocket-Key: ");
            String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + (adit ? "Sec-WebSocket-Protocol: adit.1\r\n" : "X-Exio-TCP-Port: 20007\r\n")
                    + "Sec-WebSocket-Accept: " + WebSocketHandshake.accept(key) + "\r\n\r\n";
            context.writeAndFlush(Unpooled.copiedBuffer(answer, ISO_8859_1));
            Peer peer = new Peer(PlayedServer.this, loop);
            context.pipeline().addLast(peer.carrier);
            context.pipeline().remove(this);
            peers.add(peer);
            peer.carrier.receive(leftover);
        }

        private String field(String start) {
            return head.toString()
                    .lines()
                    .filter(line -> line.startsWith(start))
                    .findFirst()
                    .orElse(start)
                    .substring(start.length());
        }
    }
}
