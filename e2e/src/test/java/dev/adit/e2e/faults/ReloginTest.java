// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.agent.Agent;
import dev.adit.agent.AgentConfig;
import dev.adit.agent.AgentEnd;
import dev.adit.agent.AgentListener;
import dev.adit.agent.ServerAddress;
import dev.adit.agent.Target;
import dev.adit.agent.TunnelConfig;
import dev.adit.agent.TunnelReady;
import dev.adit.e2e.Stage;
import dev.adit.testkit.Await;
import dev.adit.testkit.FaultProxy;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * An agent whose link dies without a word logs in again and again: the server waits for no dead link, and keeps nothing
 * of it (CW-09).
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors and threads are counted in /proc")
@Timeout(120)
class ReloginTest {
    private static final int AGENTS = 80;

    private final List<CompletableFuture<AgentEnd>> ended = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void awaitEnds() {
        List.copyOf(ended).forEach(CompletableFuture::join);
        ended.clear();
    }

    @Test
    void loginsOverDeadLinksLeaveNothingBehind() {
        relogin(200);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void tenThousandLoginsOverDeadLinksLeaveNothingBehind() {
        relogin(10_000);
    }

    private void relogin(int logins) {
        try (House house = House.open()) {
            each(house, 2);
            awaitEnds();
            Vitals base = Vitals.of(house.server());
            long begun = System.nanoTime();
            each(house, logins / AGENTS);
            long seconds = (System.nanoTime() - begun) / 1_000_000_000;
            Await.until(
                    Duration.ofSeconds(30),
                    "the dead links are closed",
                    () -> Vitals.count(house.server(), "fd") <= base.descriptors() + AGENTS);
            // Timers of ended sessions run out within half a minute, and keep them until then.
            Vitals now = Await.value(
                    Duration.ofMinutes(1),
                    "memory is back",
                    () -> Optional.of(Vitals.of(house.server()))
                            .filter(seen -> seen.memoryBytes() <= base.memoryBytes() + 6_000_000));
            Figures.note("%d logins over dead links in %d s: server %s -> %s".formatted(logins, seconds, base, now));
            assertTrue(now.threads() <= base.threads() + 4, () -> "from " + base + " to " + now);
        }
    }

    /** Each agent has a name and a network of its own. A name that goes from hand to hand is asked for first. */
    private void each(House house, int logins) {
        try (Crowd agents = Crowd.of(AGENTS, (number, goOn) -> {
            try (FaultProxy network = FaultProxy.start(house.port())) {
                for (int i = 0; i < logins; i++) {
                    login(house, network, TunnelName.of("dead-" + number));
                }
            }
        })) {
            agents.awaitEnd(Duration.ofMinutes(14));
        }
    }

    /** Logs in, then the network swallows the link: neither end's goodbye reaches the other. */
    private void login(House house, FaultProxy network, TunnelName name) {
        CompletableFuture<TunnelReady> ready = new CompletableFuture<>();
        Target target =
                Target.parse(TunnelKind.HTTP, "127.0.0.1:" + house.service().port());
        AgentConfig config = AgentConfig.of(
                ServerAddress.parse("http://127.0.0.1:" + network.port()),
                Optional.of(new Secret(Stage.KEY)),
                List.of(TunnelConfig.of(TunnelKind.HTTP, target).withName(name)));
        Agent agent = Agent.builder(config)
                .listener(new AgentListener() {
                    @Override
                    public void onReady(TunnelReady tunnel) {
                        ready.complete(tunnel);
                    }
                })
                .start();
        ready.orTimeout(20, TimeUnit.SECONDS).join();
        network.abandon();
        agent.close();
        // It waits a second for the server's goodbye, which does not come.
        ended.add(agent.ended());
    }
}
