// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Clock;
import dev.adit.http.Transport;
import dev.adit.server.EdgeConfig;
import dev.adit.server.edge.Arrivals;
import dev.adit.server.fakes.SilentSession;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.registry.Claim;
import dev.adit.server.registry.ClaimOutcome;
import dev.adit.server.registry.Owner;
import dev.adit.server.registry.Registry;
import dev.adit.server.registry.Tunnel;
import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
import dev.adit.testkit.RawClient;
import dev.adit.wire.AccessList;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import io.netty.channel.Channel;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A visitor's way from the port to the session's loop. */
class TcpEdgeTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    private static Tunnel claimed(Registry registry, SilentSession session) {
        CompletableFuture<ClaimOutcome> outcome = new CompletableFuture<>();
        registry.claim(
                new Claim(TunnelName.of("shell"), TunnelKind.TCP, 1, Owner.ofKey("alice", 0), AccessList.OPEN, session),
                outcome::complete);
        return ((ClaimOutcome.Granted) outcome.orTimeout(5, TimeUnit.SECONDS).join()).tunnel();
    }

    private static Channel bound(TcpEdge edge) {
        CompletableFuture<Channel> listener = new CompletableFuture<>();
        edge.bind(0, "shell", found -> listener.complete(found.orElseThrow()));
        return listener.orTimeout(5, TimeUnit.SECONDS).join();
    }

    /** Between the two loops the tunnel may end, while its session lives on (TP-08). */
    @Test
    void aVisitorWhoseTunnelIsReleasedOnTheWayIsReset() {
        try (Loops listening = Loops.nio(1);
                Loops serving = Loops.nio(1)) {
            RefusalLog refusals = new RefusalLog(Clock.SYSTEM, listening.loop());
            Registry registry = new Registry(Clock.SYSTEM, LONG);
            Arrivals arrivals = new Arrivals(EdgeConfig.DEFAULT, LONG, 0, Clock.SYSTEM, refusals);
            TcpEdge edge = new TcpEdge(Transport.NIO, listening.group(), "127.0.0.1", registry, arrivals, refusals, 0);
            SingleThreadEventExecutor loop = (SingleThreadEventExecutor) serving.loop();
            Tunnel tunnel = claimed(registry, new SilentSession(serving.loop()));
            CompletableFuture<Void> held = CompletableFuture.runAsync(
                    () -> {
                        reached.complete(null);
                        gate.join();
                    },
                    loop);
            reached.join(); // what waits for the loop from now on is the visitor
            Channel listener = bound(edge);
            try (RawClient visitor = RawClient.connect(((InetSocketAddress) listener.localAddress()).getPort())) {
                Await.until("the visitor waits for the session's loop", () -> loop.pendingTasks() > 0);
                registry.release(tunnel);
                gate.complete(null);
                assertTrue(visitor.endsWithoutAnotherByte());
            } finally {
                gate.complete(null);
                listener.close().syncUninterruptibly();
                held.join();
            }
        }
    }
}
