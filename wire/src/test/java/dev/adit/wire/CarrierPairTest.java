// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.http.Link;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
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
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two carriers over a loopback connection: what one stream link writes the other delivers. */
class CarrierPairTest {
    private final Side agent = new Side();
    private final Side server = new Side();
    private final WebSocketCarrier agentCarrier = new WebSocketCarrier(CarrierSide.AGENT, sessions(), agent.events);
    private final WebSocketCarrier serverCarrier = new WebSocketCarrier(CarrierSide.SERVER, sessions(), server.events);
    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
    private EventLoop loop;
    private Channel dialled;

    CarrierPairTest(Loops loops) {
        loop = loops.loop();
        dialled = new NioSocketChannel();
    }

    @BeforeEach
    void connect() throws Exception {
        NioServerSocketChannel listener = new NioServerSocketChannel();
        listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                Channel channel = (Channel) message;
                loop.register(channel).addListener(registered -> {
                    channel.pipeline().addLast(serverCarrier);
                    accepted.complete(channel);
                });
            }
        });
        loop.register(listener).sync();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync();
        loop.register(dialled).sync();
        // As a connection is that spoke HTTP before.
        dialled.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        dialled.connect(listener.localAddress()).sync();
        dialled.pipeline().addLast(agentCarrier);
        Await.until("the pipeline has its handler", () -> accepted.isDone());
        listener.close().sync();
    }

    @Test
    void megabytesPassBothWaysUnchanged() {
        byte[] content = new byte[8 << 20];
        new Random(3).nextBytes(content);
        server.onAccept = link -> link.receiver(new Echo(link));
        Collector collector = new Collector();
        onLoop(() -> {
            StreamLink link = StreamLink.open(agentCarrier.session(), loop);
            link.receiver(collector);
            new Pump(link, content, collector).run();
        });
        Await.until("all came back", () -> collector.finished);
        assertArrayEquals(content, collector.bytes.toByteArray());
        closeBoth();
    }

    @Test
    void manyStreamsOfTheServerAreAnsweredEach() {
        agent.onAccept = link -> link.receiver(new Echo(link));
        List<Collector> collectors = new CopyOnWriteArrayList<>();
        onLoop(() -> {
            for (int i = 0; i < 200; i++) {
                Collector collector = new Collector();
                StreamLink link = StreamLink.open(serverCarrier.session(), loop);
                link.receiver(collector);
                link.write(Unpooled.copiedBuffer(new byte[] {(byte) i}));
                link.finish();
                collectors.add(collector);
            }
        });
        Await.until("all were answered", () -> collectors.stream().allMatch(collector -> collector.finished));
        for (int i = 0; i < 200; i++) {
            assertArrayEquals(new byte[] {(byte) i}, collectors.get(i).bytes.toByteArray());
        }
        closeBoth();
    }

    @Test
    void aResetArrivesAsAFailure() {
        agent.onAccept = Link::abort;
        Collector collector = openFromServer();
        Await.until("the stream failed", () -> collector.failure.isPresent());
        closeBoth();
    }

    @Test
    void anAgentThatDiesFailsItsStreamsAsLost() {
        agent.onAccept = link -> link.receiver(new Collector());
        Collector collector = openFromServer();
        Await.until("the agent has the stream", () -> agent.accepted.size() == 1);
        dialled.close();
        Await.until("the stream failed", () -> collector.failure.isPresent());
        assertEquals(ErrorCode.AGENT_LOST, collector.failure.orElseThrow().code());
        assertEquals("the agent was lost", collector.failure.orElseThrow().detail());
        assertEquals(SessionEnd.Cause.CARRIER_LOST, server.events.onlyEnd().cause());
    }

    @Test
    void aServerThatDiesIsNoticedByItsEndOfFile() {
        accepted.join().close();
        Await.until("the session ended", () -> agent.events.hasEnded());
        assertEquals(SessionEnd.Cause.CARRIER_LOST, agent.events.onlyEnd().cause());
        Await.until("the connection closed", () -> !dialled.isOpen());
    }

    @Test
    void aPoliteCloseEndsBothConnectionsWithinTheSecond() {
        closeBoth();
        assertEquals(SessionEnd.Cause.CLOSED, agent.events.onlyEnd().cause());
        assertTrue(server.events.onlyEnd().cause() != SessionEnd.Cause.PEER_VIOLATION);
    }

    private Collector openFromServer() {
        Collector collector = new Collector();
        onLoop(() -> {
            StreamLink link = StreamLink.open(serverCarrier.session(), loop);
            link.receiver(collector);
            link.write(Unpooled.copiedBuffer(new byte[] {1}));
        });
        return collector;
    }

    private void closeBoth() {
        onLoop(agentCarrier::close);
        Await.until("both ended", () -> server.events.hasEnded() && agent.events.hasEnded());
        Await.until(
                "both connections closed",
                () -> !dialled.isOpen() && !accepted.join().isOpen());
    }

    private void onLoop(Runnable task) {
        loop.submit(task).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private static Sessions sessions() {
        return new Sessions(SessionConfig.DEFAULT, Clock.SYSTEM, new SecureRandom(), new GrowthBudget(64 << 20));
    }

    /** Writes as fast as the link takes it. */
    private static final class Pump implements Runnable {
        private final StreamLink link;
        private final byte[] content;
        private int sent;

        Pump(StreamLink link, byte[] content, Collector collector) {
            this.link = link;
            this.content = content;
            collector.onWritable = this;
        }

        @Override
        public void run() {
            while (sent < content.length && link.isWritable()) {
                int count = Math.min(10_007, content.length - sent);
                link.write(Unpooled.copiedBuffer(content, sent, count));
                sent += count;
            }
            if (sent == content.length) {
                sent++;
                link.finish();
            }
        }
    }

    /** Keeps what comes. */
    private static final class Collector implements LinkReceiver {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile Optional<LinkFailure> failure = Optional.empty();
        private volatile boolean finished;
        private Runnable onWritable = () -> {};

        @Override
        public void onBytes(ByteBuf arrived) {
            byte[] copy = new byte[arrived.readableBytes()];
            arrived.readBytes(copy).release();
            bytes.writeBytes(copy);
        }

        @Override
        public void onFinished() {
            finished = true;
        }

        @Override
        public void onAborted(LinkFailure why) {
            failure = Optional.of(why);
        }

        @Override
        public void onWritable() {
            onWritable.run();
        }
    }

    /** Sends back what comes, with back-pressure. */
    private record Echo(Link link) implements LinkReceiver {
        @Override
        public void onBytes(ByteBuf bytes) {
            link.write(bytes);
            if (!link.isWritable()) {
                link.pauseReading();
            }
        }

        @Override
        public void onFinished() {
            link.finish();
        }

        @Override
        public void onAborted(LinkFailure failure) {
            // The test sees it on its own side.
        }

        @Override
        public void onWritable() {
            link.resumeReading();
        }
    }

    /** One end's owner of streams. */
    private final class Side {
        private final RecordedCarrier events = new RecordedCarrier(this::accept);
        private final List<Stream> accepted = new CopyOnWriteArrayList<>();
        private java.util.function.Consumer<Link> onAccept = Link::abort;

        private Optional<StreamEvents> accept(Stream stream) {
            StreamLink link = StreamLink.accept(stream, loop);
            accepted.add(stream);
            onAccept.accept(link);
            return Optional.of(link);
        }
    }
}
