// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.http.Transport;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import dev.adit.yamux.GrowthBudget;
import io.netty.channel.EventLoopGroup;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * An agent: dials the server, holds its tunnels, forwards their streams to local services. Thread-safe; all its work
 * runs on one event loop of its own.
 *
 * <pre>{@code
 * Agent agent = Agent.builder(config).listener(listener).start();
 * AgentEnd end = agent.ended().join();
 * }</pre>
 */
public final class Agent implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(1);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final EventLoopGroup group;
    private final Run run;
    private final CompletableFuture<AgentEnd> ended = new CompletableFuture<>();

    private Agent(Builder builder) {
        this.group = builder.transport.newLoops("adit-agent", 1);
        Sockets sockets = new Sockets(builder.transport, group.next(), builder.clock);
        this.run = builder.run(sockets, this::onEnded);
    }

    /** Begins to describe an agent. */
    public static Builder builder(AgentConfig config) {
        return new Builder(config);
    }

    /** Ends the agent at once; see {@link #ended()} for when that is done. */
    @Override
    public void close() {
        execute(run::close);
    }

    /** Takes no new streams and ends when those that run have, at the latest after the grace. */
    public CompletableFuture<AgentEnd> drain(Duration grace) {
        execute(() -> run.drain(grace));
        return ended();
    }

    /** How the agent ended, once it has and its event loop is gone. */
    public CompletableFuture<AgentEnd> ended() {
        return ended.copy();
    }

    private void start() {
        execute(run::start);
    }

    private void execute(Runnable task) {
        if (!group.isShuttingDown()) {
            group.next().execute(task);
        }
    }

    private void onEnded(AgentEnd end) {
        // A turn later: what the last session wrote (GoAway, close) leaves at the end of this one.
        group.next()
                .execute(() -> group.shutdownGracefully(
                                QUIET.toMillis(), SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .addListener(done -> ended.complete(end)));
    }

    /** Describes an agent; complete defaults but for the configuration. Confined to one thread. */
    public static final class Builder {
        private static final int INSTANCE_BYTES = 8;

        private final AgentConfig config;
        private AgentListener listener = AgentListener.NONE;
        private Transport transport = Transport.best();
        private Clock clock = Clock.SYSTEM;
        private RandomGenerator random = new SecureRandom();
        private String program = "adit";
        private long growthBytes = 32L << 20;

        private Builder(AgentConfig config) {
            this.config = config;
        }

        /** Who hears what happens. */
        public Builder listener(AgentListener newListener) {
            listener = newListener;
            return this;
        }

        /** How sockets are made; the best there is by default. */
        public Builder transport(Transport newTransport) {
            transport = newTransport;
            return this;
        }

        /** What time it is; the system's by default. */
        public Builder clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        /** Name and version that the server is told, e.g. {@code adit/0.1.0}. */
        public Builder program(String newProgram) {
            program = newProgram;
            return this;
        }

        /** How far receive windows of all streams together may grow. */
        public Builder growthBytes(long bytes) {
            growthBytes = bytes;
            return this;
        }

        /** Makes the agent and starts it. */
        public Agent start() {
            Agent agent = new Agent(this);
            agent.start();
            return agent;
        }

        private Run run(Sockets sockets, Consumer<AgentEnd> onEnded) {
            if (config.dial().protocol().isPool()) {
                return new PoolRun(config, sockets, random, listener, onEnded);
            }
            return new AgentRun(
                    config,
                    sockets,
                    random,
                    new RunContext.Identity(program, instance()),
                    new GrowthBudget(growthBytes),
                    tunnels(sockets),
                    listener,
                    onEnded);
        }

        private String instance() {
            byte[] bytes = new byte[INSTANCE_BYTES];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        }

        private List<TunnelState> tunnels(Sockets sockets) {
            List<TunnelState> tunnels = new ArrayList<>(config.tunnels().size());
            for (TunnelConfig tunnel : config.tunnels()) {
                TunnelName name = tunnel.name().orElseGet(() -> TunnelName.random(random));
                tunnels.add(new TunnelState(tunnels.size() + 1, tunnel, name, forwarder(sockets, tunnel, name)));
            }
            return tunnels;
        }

        private StreamForwarder forwarder(Sockets sockets, TunnelConfig tunnel, TunnelName name) {
            LocalDialer dialer =
                    new LocalDialer(sockets, tunnel, config.timeouts().localConnect(), listener);
            return tunnel.kind() == TunnelKind.TCP
                    ? new TcpForwarder(dialer, tunnel.service().proxyProtocol())
                    : new HttpForwarder(new LocalPool(dialer, sockets), sockets.clock(), tunnel, name, listener);
        }
    }
}
