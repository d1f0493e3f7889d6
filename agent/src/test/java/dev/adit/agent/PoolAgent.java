// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.ManualTime;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An agent of the pool protocol, its listener and the played server that it dials, as an extension: all of it ends after
 * each test of the class that has it as a field, and no defect may have been told by then. Confined to the test's thread.
 */
final class PoolAgent implements AfterEachCallback {
    private final ListenerRecord listener = new ListenerRecord();
    private final PlayedPool server = PlayedPool.start();
    private Optional<Agent> started = Optional.empty();

    @Override
    public void afterEach(ExtensionContext context) {
        started.ifPresent(Agent::close);
        started.ifPresent(running -> ended());
        server.close();
        assertFalse(listener.has("defect"), listener.lines.toString());
    }

    PlayedPool server() {
        return server;
    }

    ListenerRecord listener() {
        return listener;
    }

    /** The one that was started. */
    Agent running() {
        return started.orElseThrow();
    }

    /** The tunnel {@code shop} to this port. */
    static TunnelConfig tunnel(int port) {
        return TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, Integer.toString(port)))
                .withName(TunnelName.of("shop"));
    }

    /** The same with a tunnel whose name is the server's choice. */
    static AgentConfig nameless(AgentConfig config) {
        return config.withTunnels(List.of(TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "1"))));
    }

    /** Starts it with the tunnel {@code shop} to where nobody listens, and these changes. */
    void start(UnaryOperator<AgentConfig> more) {
        started = Optional.of(builder(more).start());
    }

    /** The same by a clock that the test moves. */
    void start(ManualTime time, UnaryOperator<AgentConfig> more) {
        // Real connections take no time of this clock's, so none of it may be too much for them.
        AgentTimeouts patient = new AgentTimeouts(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));
        started = Optional.of(builder(config -> more.apply(config).withTimeouts(patient))
                .clock(new ManualClock(time))
                .start());
    }

    private Agent.Builder builder(UnaryOperator<AgentConfig> more) {
        AgentConfig config = AgentConfig.of(
                ServerAddress.parse("http://localhost:" + server.port()),
                Optional.of(new Secret("k3y")),
                List.of(tunnel(1)));
        return Agent.builder(more.apply(config.withDial(config.dial().withProtocol(WireProtocol.POOL))))
                .transport(Transport.NIO)
                .listener(listener);
    }

    /** Waits until its tunnel has become ready so many times. */
    void awaitReady(int times) {
        Await.until(
                "ready " + times + " times: " + listener.lines,
                () -> listener.lines.stream()
                                .filter(line -> line.startsWith("ready"))
                                .count()
                        >= times);
    }

    /** With time that stands still, links stand only once it is moved. */
    void readyIn(ManualTime time) {
        server.peer(0);
        Await.until("ready", () -> {
            time.advance(Duration.ofMillis(50));
            return listener.has("ready");
        });
        time.advance(PoolLink.PROVEN);
    }

    /** How many times it told of a lost server, for a reason that contains this. */
    long disconnects(String why) {
        return listener.lines.stream()
                .filter(line -> line.startsWith("disconnected") && line.contains(why))
                .count();
    }

    /** Waits for its end. */
    AgentEnd ended() {
        return running().ended().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
