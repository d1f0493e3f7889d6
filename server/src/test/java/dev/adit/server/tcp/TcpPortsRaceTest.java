// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Clock;
import dev.adit.server.PortRange;
import dev.adit.server.fakes.SilentSession;
import dev.adit.server.registry.Owner;
import dev.adit.server.registry.Tunnel;
import dev.adit.testkit.Loops;
import dev.adit.wire.AccessList;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Sessions of two names come, take over and go on four threads, while sockets are bound and closed on others: each one
 * hears once what became of its wish, a name keeps its port, and none stays bound behind the last (CE-08, TP-08).
 */
class TcpPortsRaceTest {
    private static final int ROUNDS = 300;
    private static final int PATIENCE_SECONDS = 10;

    /** Sockets in memory: an address is taken from its bind to its close, as a port is. */
    private record MemorySockets(Loops loops) implements TcpPorts.Binder {
        @Override
        public void bind(int port, String tunnelName, Consumer<Optional<Channel>> answer) {
            new ServerBootstrap()
                    .group(loops.group())
                    .channel(LocalServerChannel.class)
                    .childHandler(new ChannelInboundHandlerAdapter())
                    .bind(new LocalAddress("tcp-ports-race-" + port))
                    .addListener((io.netty.channel.ChannelFuture bound) ->
                            answer.accept(bound.isSuccess() ? Optional.of(bound.channel()) : Optional.empty()));
        }
    }

    private final Map<TunnelName, Tunnel> live = new ConcurrentHashMap<>();
    private final Map<TunnelName, Integer> portOfName = new ConcurrentHashMap<>();

    private boolean isLive(Tunnel tunnel) {
        return tunnel.equals(live.get(tunnel.name()));
    }

    @Test
    void everyWishIsAnsweredOnceAndNoPortStaysBound() throws Exception {
        try (Loops loops = Loops.of(2, LocalIoHandler.newFactory());
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            TcpPorts ports = new TcpPorts(
                    Optional.of(new PortRange(7001, 7002)),
                    new MemorySockets(loops),
                    this::isLive,
                    Clock.SYSTEM,
                    Duration.ofHours(1));
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                TunnelName name = new TunnelName(thread % 2 == 0 ? "even" : "odd");
                SplittableRandom random = new SplittableRandom(thread);
                runs.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        comeAndGo(ports, name, random);
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
            assertEquals(List.of(), loops.openChannels());
            ports.closeAll();
        }
    }

    private void comeAndGo(TcpPorts ports, TunnelName name, SplittableRandom random) throws Exception {
        Tunnel tunnel =
                new Tunnel(name, TunnelKind.TCP, 1, Owner.ofKey(name.value(), 0), AccessList.OPEN, new SilentSession());
        Optional<Tunnel> before = Optional.ofNullable(live.put(name, tunnel));
        CompletableFuture<TcpPorts.Result> answer = new CompletableFuture<>();
        ports.open(tunnel, Optional.empty(), result -> assertTrue(answer.complete(result), "answered twice"));
        before.ifPresent(ports::close);
        if (random.nextBoolean()) {
            answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        boolean kept = isLive(tunnel) && answer.isDone();
        live.remove(name, tunnel);
        ports.close(tunnel);
        switch (answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            case TcpPorts.Result.Open open -> {
                Integer first = portOfName.putIfAbsent(name, open.port());
                assertEquals(first == null ? open.port() : first, open.port(), "the name's port");
            }
            case TcpPorts.Result.Failed failed -> {
                assertTrue(failed.message().contains("ended before"), failed.message());
                assertTrue(!kept, "a live tunnel was told that it ended");
            }
        }
    }
}
