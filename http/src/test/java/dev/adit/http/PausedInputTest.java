// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is not read stays with the kernel, whatever the peer does behind it (H1-21). */
@EnabledOnOs(value = OS.LINUX, disabledReason = "epoll tells of a peer's end on its own")
final class PausedInputTest {
    private static final int BYTES = 60_000;
    private static final int CLOSE_WAIT = 8;

    private final AtomicLong read = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();
    private final AtomicBoolean finished = new AtomicBoolean();
    private final AtomicBoolean aborted = new AtomicBoolean();

    /** Counts what is taken from the kernel. */
    private final class Counting extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            read.addAndGet(((ByteBuf) message).readableBytes());
            context.fireChannelRead(message);
        }
    }

    /** Takes one piece at a time. */
    private final class Hearing implements LinkReceiver {
        private final SocketLink link;

        Hearing(SocketLink link) {
            this.link = link;
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            heard.addAndGet(bytes.readableBytes());
            bytes.release();
            link.pauseReading();
        }

        @Override
        public void onFinished() {
            finished.set(true);
        }

        @Override
        public void onAborted(LinkFailure failure) {
            aborted.set(true);
        }

        @Override
        public void onWritable() {}
    }

    /** A paused link, and the other end of its connection. */
    private static final class Pair implements AutoCloseable {
        private final Loops loops = Loops.of(1, Transport.EPOLL.newHandlers());
        private final EventLoop loop = loops.loop();
        private final Channel channel = Transport.EPOLL.newSocket();
        private final SocketLink link = new SocketLink(channel);
        private final Socket peer;

        Pair(PausedInputTest test) throws IOException {
            SocketLink.configure(channel);
            channel.pipeline().addLast(test.new Counting(), link);
            link.receiver(test.new Hearing(link));
            link.pauseReading();
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                loop.register(channel).syncUninterruptibly();
                channel.connect(listener.getLocalSocketAddress()).syncUninterruptibly();
                peer = listener.accept();
            }
            peer.getOutputStream().write(new byte[BYTES]);
        }

        void resume() {
            loop.submit(link::resumeReading).syncUninterruptibly();
        }

        /** Lets the loop do what it has to do for what the kernel has told. */
        void awaitTurn() {
            loop.schedule(() -> {}, 5, TimeUnit.MILLISECONDS).syncUninterruptibly();
        }

        @Override
        public void close() throws IOException {
            peer.close();
            loop.submit(link::close).syncUninterruptibly();
            loops.close();
        }
    }

    @Test
    void endOfThePeersOutputDoesNotUndoAPause() throws IOException {
        try (Pair pair = new Pair(this)) {
            pair.peer.shutdownOutput();
            Await.until(
                    "the end is here",
                    () -> ((EpollSocketChannel) pair.channel).tcpInfo().state() == CLOSE_WAIT);
            pair.awaitTurn();
            assertEquals(0, read.get());
            pair.resume();
            Await.until("the first bytes are read", () -> read.get() > 0);
            pair.awaitTurn();
            assertEquals(heard.get(), read.get(), "what came behind the first bytes stayed where it was");
            while (!finished.get()) {
                pair.resume();
            }
            assertEquals(BYTES, heard.get());
        }
    }

    /** H1-19: who is not read may leave all the same. */
    @Test
    void resetIsSeenBehindBytesThatAreNotRead() throws IOException {
        try (Pair pair = new Pair(this)) {
            pair.peer.setSoLinger(true, 0);
            pair.peer.close();
            Await.until("the reset is told", aborted::get);
            assertEquals(0, heard.get());
        }
    }
}
