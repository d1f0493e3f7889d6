// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.adit.http.Clock;
import dev.adit.http.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A race of connection attempts that is called off. */
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
}
