// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.adit.http.Clock;
import dev.adit.http.Transport;
import dev.adit.testkit.ManualTime;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A race of connection attempts that is called off, or that nobody wins. */
class ConnectorTest {
    private final Transport transport = Transport.best();
    private final EventLoopGroup group = transport.newLoops("connector-test", 1);
    private final CompletableFuture<String> told = new CompletableFuture<>();

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void cancellingAnAttemptUnderWayEndsIt() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
            Sockets sockets = new Sockets(transport, group.next(), Clock.SYSTEM);
            String end = CompletableFuture.supplyAsync(() -> cancelled(sockets, address), group.next())
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            assertEquals("cancelled", end);
            assertFalse(told.isDone());
        }
    }

    /** Within one turn of the loop, so that the attempt cannot have ended before. */
    private String cancelled(Sockets sockets, InetSocketAddress address) {
        Connector.connect(sockets, List.of(address), Duration.ofSeconds(5), new Connector.Outcome() {
                    @Override
                    public void onConnected(Channel channel) {
                        told.complete("connected");
                    }

                    @Override
                    public void onFailed(Throwable cause) {
                        told.completeExceptionally(cause);
                    }
                })
                .cancel();
        return "cancelled";
    }

    @Test
    void anAddressThatIsSilentIsToldBeforeOneThatRefused() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InetSocketAddress refusing;
        try (ServerSocket gone = new ServerSocket(0, 1, loopback)) {
            refusing = new InetSocketAddress(loopback, gone.getLocalPort());
        }
        try (ServerSocket full = new ServerSocket(0, 1, loopback);
                SilentPort silent = SilentPort.of(full)) {
            assertInstanceOf(ConnectTimeoutException.class, failure(List.of(refusing, silent.address())));
            assertInstanceOf(ConnectTimeoutException.class, failure(List.of(silent.address(), refusing)));
        }
    }

    /** An attempt that fails within the call sets the next one's timer before its own turn comes to set it. */
    @Test
    void anAttemptThatFailsAtOnceLeavesNoTimerBehindTheWinner() throws Exception {
        ManualTime time = new ManualTime();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket first = new ServerSocket(0, 1, loopback);
                ServerSocket second = new ServerSocket(0, 1, loopback)) {
            List<InetSocketAddress> addresses = List.of(
                    InetSocketAddress.createUnresolved("nowhere.test", 1),
                    new InetSocketAddress(loopback, first.getLocalPort()),
                    new InetSocketAddress(loopback, second.getLocalPort()));
            Sockets sockets = new Sockets(transport, group.next(), new ManualClock(time));
            CompletableFuture<Integer> pending = new CompletableFuture<>();
            sockets.loop()
                    .execute(() ->
                            Connector.connect(sockets, addresses, Duration.ofSeconds(5), new Connector.Outcome() {
                                @Override
                                public void onConnected(Channel channel) {
                                    channel.close();
                                    pending.complete(time.pending());
                                }

                                @Override
                                public void onFailed(Throwable cause) {
                                    pending.completeExceptionally(cause);
                                }
                            }));
            assertEquals(0, pending.orTimeout(10, TimeUnit.SECONDS).join());
        }
    }

    private Throwable failure(List<InetSocketAddress> addresses) {
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        Sockets sockets = new Sockets(transport, group.next(), Clock.SYSTEM);
        sockets.loop()
                .execute(() -> Connector.connect(sockets, addresses, Duration.ofMillis(400), new Connector.Outcome() {
                    @Override
                    public void onConnected(Channel channel) {
                        channel.close();
                        failed.completeExceptionally(new AssertionError("connected"));
                    }

                    @Override
                    public void onFailed(Throwable cause) {
                        failed.complete(cause);
                    }
                }));
        return failed.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** A port with a full queue: the system drops what asks for more, as for a service that no longer accepts. */
    private record SilentPort(InetSocketAddress address, List<SocketChannel> queue) implements AutoCloseable {
        private static final int MORE_THAN_THE_QUEUE = 8;

        static SilentPort of(ServerSocket full) throws IOException {
            InetSocketAddress address = new InetSocketAddress(full.getInetAddress(), full.getLocalPort());
            List<SocketChannel> queue = new ArrayList<>();
            for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
                SocketChannel waiting = SocketChannel.open();
                waiting.configureBlocking(false);
                waiting.connect(address);
                queue.add(waiting);
            }
            return new SilentPort(address, queue);
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel waiting : queue) {
                waiting.close();
            }
        }
    }
}
