// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Visitors who leave in the middle leave nothing behind (U3, H1-19, PE-45). */
@EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors and threads are counted in /proc")
@Timeout(120)
class AbortTest {
    private static final long LARGE = 50L << 20;
    private static final int AT_ONCE = 16;

    @Test
    void whatVisitorsLeaveBehindIsNothing() {
        leave(300, 300, 200);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void whatThousandsOfVisitorsLeaveBehindIsNothing() {
        leave(5_000, 5_000, 2_000);
    }

    private static void leave(int downloads, int uploads, int upgrades) {
        try (House house = House.open()) {
            // The first hundreds load classes and fill pools.
            play(house, 100, 100, 50);
            house.awaitIdle();
            Vitals serverBase = Vitals.of(house.server());
            Vitals agentBase = Vitals.of(house.agent());
            long begun = System.nanoTime();
            play(house, downloads, uploads, upgrades);
            long seconds = (System.nanoTime() - begun) / 1_000_000_000;
            house.awaitRest(serverBase, agentBase);
            Vitals server = Vitals.of(house.server());
            Vitals agent = Vitals.of(house.agent());
            Figures.note(
                    "%d aborted downloads, %d aborted uploads, %d refused upgrades in %d s: server %s -> %s; agent %s -> %s"
                            .formatted(downloads, uploads, upgrades, seconds, serverBase, server, agentBase, agent));
            assertAtRest("server", serverBase, server);
            assertAtRest("agent", agentBase, agent);
        }
    }

    private static void assertAtRest(String who, Vitals base, Vitals now) {
        assertTrue(now.threads() <= base.threads() + 4, () -> who + " from " + base + " to " + now);
        assertTrue(now.heapBytes() <= base.heapBytes() + 4_000_000, () -> who + " from " + base + " to " + now);
        assertTrue(now.directBytes() <= base.directBytes() + 8_000_000, () -> who + " from " + base + " to " + now);
    }

    private static void play(House house, int downloads, int uploads, int upgrades) {
        Crowd.times(downloads, AT_ONCE, (number, goOn) -> abortedDownload(house, number));
        Crowd.times(uploads, AT_ONCE, (number, goOn) -> abortedUpload(house, number));
        Crowd.times(upgrades, AT_ONCE, (number, goOn) -> refusedUpgrade(house));
    }

    private static void abortedDownload(House house, int number) {
        try (RawClient visitor = house.visitor()) {
            visitor.send(House.get((number % 2 == 0 ? "/bytes/" : "/chunked/") + LARGE));
            String head = visitor.readHead();
            assertTrue(head.startsWith("HTTP/1.1 200 "), head);
            visitor.read(1 + number % 100_000);
            visitor.reset();
        }
    }

    private static void abortedUpload(House house, int number) throws IOException {
        try (RawClient visitor = house.visitor()) {
            visitor.send(House.post("/upload", LARGE));
            Bulk.write(visitor.output(), 1 + number % 300_000);
            if (number % 2 == 0) {
                visitor.reset();
            }
        }
    }

    private static void refusedUpgrade(House house) {
        try (RawClient visitor = house.visitor()) {
            visitor.send("GET /no HTTP/1.1\r\nHost: " + House.HOST
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            RawResponse response = visitor.readResponse();
            assertEquals(400, response.status(), response::toString);
        }
    }
}
