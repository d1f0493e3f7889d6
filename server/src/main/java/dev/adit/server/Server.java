// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.http.Clock;
import dev.adit.http.Downstream;
import dev.adit.http.Transport;
import dev.adit.server.edge.Arrivals;
import dev.adit.server.edge.ControlHost;
import dev.adit.server.edge.Edge;
import dev.adit.server.edge.EdgeServices;
import dev.adit.server.edge.Listener;
import dev.adit.server.keys.KeyFile;
import dev.adit.server.keys.Keys;
import dev.adit.server.pool.PoolServer;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.registry.Registry;
import dev.adit.server.session.AgentAcceptor;
import dev.adit.server.session.AnonymousRegistrations;
import dev.adit.server.session.KeyCheck;
import dev.adit.server.session.KeyWatch;
import dev.adit.server.session.LiveSessions;
import dev.adit.server.session.Neighbours;
import dev.adit.server.session.PublicUrls;
import dev.adit.server.tcp.TcpEdge;
import dev.adit.server.tcp.TcpPorts;
import dev.adit.wire.Sessions;
import dev.adit.yamux.GrowthBudget;
import dev.adit.yamux.SessionConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public server: its parts wired by hand, its start and its end. Thread-safe; start once.
 *
 * <p>Start order: event loops, listeners bound, then agents and visitors are served. {@link #start} blocks until all
 * listeners are bound, {@link #drain} until what runs has ended or the time is up.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    /** How often the end of the last exchange or session is looked for. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** How long the agents' loops may take to say goodbye. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerConfig config;
    private final Transport transport = Transport.best();
    private final EventLoopGroup loops;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Channel> listeners = new ArrayList<>();
    private final LiveSessions sessions = new LiveSessions();
    private final Registry registry;
    private final Arrivals arrivals;
    private final TcpEdge tcp;
    private final TcpPorts ports;
    private final RefusalLog refusals;
    private final SecureRandom random = new SecureRandom();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** A quarter of direct memory may go into windows that grew (Y-26). */
    private final GrowthBudget growth = new GrowthBudget(PlatformDependent.maxDirectMemory() / 4);

    private Optional<Channel> poolListener = Optional.empty();
    private Optional<PoolServer> pool = Optional.empty();
    private Runnable drainAgents = () -> {};
    private Runnable drainEdge = () -> {};
    private Runnable closeEdge = () -> {};
    private Runnable stopWatch = () -> {};
    private IntSupplier liveConnections = () -> 0;

    /** Makes the parts; nothing is opened before {@link #start}. */
    public Server(ServerConfig config) {
        this.config = config;
        loops = transport.newLoops("adit-server", Runtime.getRuntime().availableProcessors());
        Duration hold = config.timeouts().session().nameHold();
        registry = new Registry(Clock.SYSTEM, hold);
        String host = config.edge().listen().getFirst().host();
        ServerLimits.ConnectionLimits limits = config.limits().connections();
        refusals = new RefusalLog(Clock.SYSTEM, loops.next());
        arrivals = new Arrivals(
                config.edge(),
                config.timeouts().http().header(),
                limits.connectionsPerAddress(),
                Clock.SYSTEM,
                refusals);
        tcp = new TcpEdge(transport, loops, host, registry, arrivals, refusals, limits.connectionsPerTunnel());
        ports = new TcpPorts(config.access().tcpPorts(), tcp, registry::isLive, Clock.SYSTEM, hold);
    }

    /**
     * Binds all listeners and begins to serve; returns their addresses in the order of the configuration.
     *
     * @throws IOException when one cannot be bound; nothing stays open then
     */
    public List<InetSocketAddress> start() throws IOException {
        Gate gate = new Gate();
        Gate poolGate = new Gate();
        List<InetSocketAddress> bound = new ArrayList<>();
        try {
            for (ListenAddress address : config.edge().listen()) {
                Channel listener = bind(address, gate, "--listen");
                listeners.add(listener);
                bound.add(boundAddress(address, listener));
            }
            if (config.pool().listen().isPresent()) {
                poolListener = Optional.of(bind(config.pool().listen().get(), poolGate, "--pool-listen"));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        gate.open(edge(bound.getFirst().getPort())::accept);
        pool.ifPresent(started -> poolGate.open(started.links()));
        return List.copyOf(bound);
    }

    /** Where pool links connect, once the server has started; empty when they do not. */
    public Optional<InetSocketAddress> poolAddress() {
        return poolListener.map(listener -> boundAddress(config.pool().listen().orElseThrow(), listener));
    }

    /** As the operator wrote it: a socket for both kinds of addresses calls 0.0.0.0 by its other name, "::". */
    private static InetSocketAddress boundAddress(ListenAddress asked, Channel listener) {
        InetSocketAddress bound = (InetSocketAddress) listener.localAddress();
        boolean everywhere = asked.host().equals("0.0.0.0");
        return everywhere ? new InetSocketAddress(asked.host(), bound.getPort()) : bound;
    }

    private Channel bind(ListenAddress address, Gate gate, String option) throws IOException {
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        if (socket.isUnresolved()) {
            throw BindFault.unknownHost(address, option);
        }
        ChannelFuture bound = Listener.bind(transport, loops, socket, gate).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw BindFault.of(address, bound.cause(), option);
        }
        return bound.channel();
    }

    private Edge edge(int port) {
        PublicUrls urls = new PublicUrls(config.edge(), port);
        Neighbours neighbours = new Neighbours(
                config,
                Clock.SYSTEM,
                registry,
                ports,
                urls,
                sessions,
                new AnonymousRegistrations(
                        Clock.SYSTEM, config.limits().anonymous().registrations()),
                sessions(true),
                sessions(false),
                random,
                refusals,
                instance());
        KeyCheck keys = new KeyCheck(
                new Keys(new KeyFile(config.data()), config.access().bootstrapKey()), Clock.SYSTEM);
        AgentAcceptor agents = new AgentAcceptor(neighbours, keys, blocking);
        if (config.pool().isOn()) {
            pool = Optional.of(new PoolServer(neighbours, keys, transport, loops, blocking, poolListener));
        }
        KeyWatch watch = new KeyWatch(
                List.of(sessions::forEachHolder, action -> pool.ifPresent(on -> on.forEachHolder(action))),
                keys,
                loops.next(),
                blocking,
                Clock.SYSTEM);
        watch.start();
        stopWatch = watch::stop;
        ControlHost control = new ControlHost(
                config.edge(),
                urls,
                agents,
                refusals,
                pool.map(PoolServer::desk).stream().toList());
        EdgeServices services = new EdgeServices(config.edge(), registry, neighbours.instance(), control, refusals);
        Edge edge = new Edge(
                services,
                new Downstream.Settings(
                        config.limits().http(),
                        config.timeouts().http(),
                        true,
                        config.limits().connections().ofClient()),
                arrivals,
                loops,
                Clock.SYSTEM);
        drainAgents = agents::drain;
        drainEdge = edge::drain;
        closeEdge = edge::closeAll;
        liveConnections = edge::liveConnections;
        return edge;
    }

    private String instance() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Sessions sessions(boolean adit) {
        ServerLimits.ConnectionLimits limits = config.limits().connections();
        ServerTimeouts.SessionTimeouts timeouts = config.timeouts().session();
        SessionConfig defaults = SessionConfig.DEFAULT;
        SessionConfig session = defaults.withWindows(
                        defaults.windows().withGrowth(limits.windowBytes(), limits.windowGrowthBytes()))
                .withLimits(defaults.limits()
                        .withStreams(limits.streamsPerSession(), limits.streamsPerSession())
                        .withUnacknowledgedOpens(limits.unacknowledgedOpens())
                        .withBufferedBytes(limits.sessionBufferBytes()))
                .withTiming(defaults.timing()
                        .withPingInterval(timeouts.ping())
                        .withWriteStall(timeouts.writeStall())
                        .withOpenWait(timeouts.open())
                        .withAcknowledgement(timeouts.acknowledge()))
                .withFinRidesData(adit);
        return new Sessions(session, Clock.SYSTEM, random, growth);
    }

    /**
     * Ends in order: nothing new is accepted, agents are told, what runs may end within the grace: exchanges, upgraded
     * connections, connections of TCP tunnels. Blocks until then; what is left is cut.
     */
    public void drain(Duration grace) {
        LOG.info("draining for at most {} s", grace.toSeconds());
        listeners.forEach(Channel::close);
        tcp.drain();
        drainAgents.run();
        pool.ifPresent(PoolServer::drain);
        sessions.drain(grace);
        drainEdge.run();
        awaitNone(() -> liveConnections.getAsInt() + tcp.liveConnections(), grace.toNanos());
        close();
    }

    private static void awaitNone(IntSupplier left, long mostNanos) {
        long end = System.nanoTime() + mostNanos;
        while (left.getAsInt() > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Ends now: agents are told that the server goes away, connections are closed. Nothing happens the second time. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listeners.forEach(Channel::close);
        poolListener.ifPresent(Channel::close);
        drainAgents.run();
        awaitBlocking();
        stopWatch.run();
        closeEdge.run();
        ports.closeAll();
        pool.ifPresent(PoolServer::close);
        sessions.shutDown();
        // Loops that shut down close their channels before they run what waits: the agents' last frames would be lost.
        awaitNone(() -> sessions.count() + pool.map(PoolServer::count).orElse(0), LAST_WORDS_NANOS);
        refusals.end();
        loops.shutdownGracefully(50, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** Dials whose key is being looked at go back to their loop, which must still be there. */
    private void awaitBlocking() {
        blocking.shutdown();
        try {
            if (!blocking.awaitTermination(LAST_WORDS_NANOS, TimeUnit.NANOSECONDS)) {
                blocking.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
