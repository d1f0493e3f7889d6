// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import dev.adit.agent.Agent;
import dev.adit.agent.AgentConfig;
import dev.adit.agent.AgentListener;
import dev.adit.agent.DialConfig;
import dev.adit.agent.ServerAddress;
import dev.adit.agent.Target;
import dev.adit.agent.TunnelConfig;
import dev.adit.agent.TunnelReady;
import dev.adit.server.AccessConfig;
import dev.adit.server.EdgeConfig;
import dev.adit.server.ListenAddress;
import dev.adit.server.PoolConfig;
import dev.adit.server.Server;
import dev.adit.server.ServerConfig;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.wire.PoolProtocol;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A whole server and its agents in this process, over real sockets, before one local service. Thread-safe. */
final class House implements AutoCloseable {
    private static final Addresses VISITORS = new Addresses();

    private static final Secret KEY = new Secret("catalogue-key-of-forty-visible-characters");

    private final Place place;
    private final Server server;
    private final int port;
    private final List<Agent> agents = new ArrayList<>();

    private House(Place place, Server server, int port) {
        this.place = place;
        this.server = server;
        this.port = port;
    }

    /** A house whose two tunnels both lead to this port on loopback. */
    static House open(Place place, int servicePort, UnaryOperator<ServerConfig> change) {
        House house = bare(place, change);
        house.addAgents(servicePort);
        return house;
    }

    /** A server without agents. */
    static House bare(Place place, UnaryOperator<ServerConfig> change) {
        Server server = new Server(change.apply(config(place)));
        try {
            return new House(place, server, server.start().getFirst().getPort());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ServerConfig config(Place place) {
        EdgeConfig edge = EdgeConfig.DEFAULT
                .withListen(ListenAddress.of("127.0.0.1", 0))
                .withDomain(Place.DOMAIN)
                .withRouting(place.routing());
        return ServerConfig.DEFAULT
                .withEdge(edge)
                .withAccess(AccessConfig.DEFAULT.withBootstrapKey(KEY))
                .withPool(place.isPool() ? PoolConfig.OFF.withListen(ListenAddress.of("127.0.0.1", 0)) : PoolConfig.OFF)
                .withData(Path.of("no-such-folder"));
    }

    /** Agents of both tunnels; one agent where a session carries several. */
    void addAgents(int servicePort) {
        if (place.hasSessions()) {
            addAgent(servicePort, Place.NAME, Place.OTHER_NAME);
        } else {
            addAgent(servicePort, Place.NAME);
            addAgent(servicePort, Place.OTHER_NAME);
        }
    }

    /** An agent of these tunnels, once visitors can reach them. */
    Agent addAgent(int servicePort, String... names) {
        List<TunnelConfig> tunnels = new ArrayList<>();
        for (String name : names) {
            tunnels.add(
                    TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "http://127.0.0.1:" + servicePort))
                            .withName(new TunnelName(name)));
        }
        CountDownLatch ready = new CountDownLatch(names.length);
        AgentConfig config = AgentConfig.of(ServerAddress.parse("http://127.0.0.1:" + port), Optional.of(KEY), tunnels)
                .withDial(DialConfig.DEFAULT.withProtocol(place.wire()));
        Agent agent = Agent.builder(config)
                .listener(new AgentListener() {
                    @Override
                    public void onReady(TunnelReady tunnel) {
                        ready.countDown();
                    }
                })
                .start();
        agents.add(agent);
        await(ready);
        if (place.isPool()) {
            List.of(names).forEach(this::awaitLinks);
        }
        return agent;
    }

    /** The tunnel is ready with its first link; sockets are counted once all are there. */
    private void awaitLinks(String name) {
        String all = "\"connected_sockets\":" + PoolProtocol.MOST_LINKS + ",";
        Await.until("all links of " + name, () -> {
            try (RawClient client = connect()) {
                return client.send(
                                "GET /api/tunnels/" + name + "/status HTTP/1.1\r\nHost: " + Place.DOMAIN + "\r\n\r\n")
                        .readResponse()
                        .body()
                        .contains(all);
            }
        });
    }

    private static void await(CountDownLatch ready) {
        try {
            if (!ready.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the agent's tunnels are not ready");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    Place place() {
        return place;
    }

    int port() {
        return port;
    }

    RawClient connect() {
        return RawClient.connect(port).readPatience(Duration.ofSeconds(20));
    }

    /** A visitor with an address of its own, by which the log names it: repeats of one address share lines (U4). */
    RawClient visitor() {
        return RawClient.connectFrom(VISITORS.next(), port).readPatience(Duration.ofSeconds(20));
    }

    /** A good request for this path of the first tunnel. */
    String get(String path) {
        return place.fill("GET {t}" + path + " HTTP/1.1\r\nHost: {h}\r\n\r\n");
    }

    @Override
    public void close() {
        agents.forEach(Agent::close);
        agents.forEach(agent -> agent.ended().join());
        server.close();
    }
}
