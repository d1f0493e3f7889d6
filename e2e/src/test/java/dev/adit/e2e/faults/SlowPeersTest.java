// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Who is slow costs little and holds nobody up (H1-21, Y-26, PE-46). */
@EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors and threads are counted in /proc")
@Timeout(120)
class SlowPeersTest {
    private static final int SLOW = 50;
    private static final long LARGE = 100L << 20;
    /** 256 KiB of window and 80 KiB behind it for each are 17 MB; the rest is how reads of 64 KiB are pinned. */
    private static final long COST = 40_000_000;

    private static final Duration TICK = Duration.ofMillis(100);

    @Test
    void fiftySlowReadersCostLittle() {
        slowReaders(Duration.ofSeconds(3), Duration.ofSeconds(10));
    }

    @Test
    @Tag("long")
    void fiftySlowReadersCostLittleForAMinute() {
        slowReaders(Duration.ofMinutes(1), Duration.ofMillis(100));
    }

    @Test
    void fiftySlowUploadsCostLittle() {
        slowUploads(Duration.ofSeconds(3), Duration.ofSeconds(10));
    }

    @Test
    @Tag("long")
    void fiftySlowUploadsCostLittleForAMinute() {
        slowUploads(Duration.ofMinutes(1), Duration.ofMillis(100));
    }

    private static void slowReaders(Duration time, Duration most) {
        cost("50 readers of 10 KB/s", time, most, (house, goOn) -> {
            try (RawClient visitor = house.visitor().receiveBuffer(16 * 1024)) {
                visitor.send(House.get("/bytes/" + LARGE));
                assertTrue(visitor.readHead().startsWith("HTTP/1.1 200 "));
                while (goOn.get()) {
                    visitor.read(1000);
                    Crowd.letPass(TICK);
                }
                visitor.reset();
            }
        });
    }

    /** The service reads 10 KB/s; the visitors write as fast as they may. */
    private static void slowUploads(Duration time, Duration most) {
        cost("50 uploads read at 10 KB/s", time, most, (house, goOn) -> {
            RawClient visitor = house.visitor();
            visitor.send(House.post("/slow/10000", LARGE));
            Thread.ofVirtual().start(() -> {
                while (goOn.get()) {
                    Crowd.letPass(TICK);
                }
                visitor.reset();
            });
            Bulk.write(visitor.output(), LARGE);
            fail("100 MB were taken at once");
        });
    }

    /** What one slow visitor does until told to stop. */
    @FunctionalInterface
    private interface Slow {
        void live(House house, AtomicBoolean goOn) throws IOException;
    }

    private static void cost(String what, Duration time, Duration mostOfAProbe, Slow slow) {
        try (House house = House.open()) {
            Crowd.times(200, 4, (number, goOn) -> house.probe());
            Vitals serverBase = Vitals.of(house.server());
            Vitals agentBase = Vitals.of(house.agent());
            try (Crowd crowd = Crowd.of(SLOW, (number, goOn) -> slow.live(house, goOn))) {
                long begun = System.nanoTime();
                Duration[] probes = new Duration[200];
                for (int i = 0; i < probes.length; i++) {
                    probes[i] = house.probe();
                    Crowd.letPass(time.dividedBy(probes.length));
                }
                Vitals server = Vitals.of(house.server());
                Vitals agent = Vitals.of(house.agent());
                assertEquals(SLOW, crowd.living(), () -> house.server() + "\n" + house.agent());
                long serverCost = server.memoryBytes() - serverBase.memoryBytes();
                long agentCost = agent.memoryBytes() - agentBase.memoryBytes();
                Figures.note("%s, %d s: server %+.1f MB (%s), agent %+.1f MB (%s), 200 probes p50 %d ms p99 %d ms"
                        .formatted(
                                what,
                                (System.nanoTime() - begun) / 1_000_000_000,
                                serverCost / 1e6,
                                server,
                                agentCost / 1e6,
                                agent,
                                Figures.percentileMillis(probes, 50),
                                Figures.percentileMillis(probes, 99)));
                assertTrue(serverCost < COST, () -> "the server went from " + serverBase + " to " + server);
                assertTrue(agentCost < COST, () -> "the agent went from " + agentBase + " to " + agent);
                assertTrue(Figures.percentileMillis(probes, 99) < mostOfAProbe.toMillis(), "probes waited");
            }
            house.awaitRest(serverBase, agentBase);
        }
    }
}
