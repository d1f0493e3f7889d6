// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A pool's link and its visitor go at the pace of the slower one. */
class PoolBackPressureTest {
    /** Back-pressure, both ways: a side that takes nothing stops the other, and no byte is lost. */
    @Test
    void aSideThatTakesNothingStopsTheOther() throws InterruptedException {
        int bytes = 32 << 20;
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient visitor =
                        PoolPeer.send(stage, PoolPeer.request("POST", "Content-Length: " + bytes + "\r\n"))) {
            link.readPatience(Duration.ofMinutes(1)).readHead();
            AtomicInteger sent = new AtomicInteger();
            Thread sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < bytes >> 16; i++) {
                    visitor.send(new byte[1 << 16]);
                    sent.addAndGet(1 << 16);
                }
            });
            awaitStandstill(sent);
            assertTrue(sent.get() < bytes, "all of it went somewhere");
            assertEquals(bytes, link.read(bytes).length);
            sender.join();
            link.send("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
            AtomicInteger answered = new AtomicInteger();
            Thread answerer = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < bytes >> 16; i++) {
                    link.send(new byte[1 << 16]);
                    answered.addAndGet(1 << 16);
                }
            });
            awaitStandstill(answered);
            assertTrue(answered.get() < bytes, "all of it went somewhere");
            visitor.readPatience(Duration.ofMinutes(1)).readHead();
            assertEquals(bytes, visitor.read(bytes).length);
            answerer.join();
        }
    }

    /** Waits until nothing more goes out for a while. */
    private static void awaitStandstill(AtomicInteger count) {
        int[] seen = {-1, 0};
        Await.until(Duration.ofMinutes(1), "the sender stands still", () -> {
            seen[1] = count.get() == seen[0] && seen[0] > 0 ? seen[1] + 1 : 0;
            seen[0] = count.get();
            return seen[1] > 300;
        });
    }
}
