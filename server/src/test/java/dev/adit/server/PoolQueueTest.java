// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Visitors who wait for a link of a pool, and for how long (AL-10, AL-11; AetherLink's fault 3). */
class PoolQueueTest {
    private static final PoolBounds IMPATIENT = new PoolBounds(
            10, 4, Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(30));

    /** AL-10, AetherLink's fault 3: a link carries one exchange; the second visitor's request waits for the first. */
    @Test
    void theSecondVisitorWaitsForTheOnlyLink() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient first = stage.visit("myapp", "/first")) {
            assertTrue(link.readHead().startsWith("GET /first "));
            try (RawClient second = stage.visit("myapp", "/second")) {
                link.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfi");
                first.readHead();
                link.send("rst");
                assertEquals("first", first.readText(5));
                assertTrue(PoolPeer.serve(link, "second").startsWith("GET /second "));
                assertEquals("second", second.readResponse().body());
            }
        }
    }

    /** AL-11: a client that dials again in time costs nobody an error. */
    @Test
    void aVisitorWaitsForALinkThatComesBack() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            peer.joined(stage).close();
            PoolPeer.awaitLinks(stage, "myapp", 0);
            try (RawClient visitor = PoolPeer.send(stage, PoolPeer.request("POST", "Content-Length: 4\r\n") + "body");
                    RawClient link = peer.link()) {
                link.readUntil("body");
                link.send(PoolPeer.answer("done"));
                assertEquals("done", visitor.readResponse().body());
            }
        }
    }

    /** AL-11. */
    @Test
    void whileThereIsNoLinkAFewVisitorsWaitAndAreToldSoon() {
        try (Stage stage = PoolPeer.withKeys(IMPATIENT)) {
            PoolPeer.register(stage, "myapp").joined(stage).close();
            PoolPeer.awaitLinks(stage, "myapp", 0);
            List<RawClient> visitors = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                visitors.add(stage.visit("myapp", "/"));
            }
            for (RawClient visitor : visitors) {
                RawResponse answer = visitor.readResponse();
                assertEquals(503, answer.status());
                String code = answer.field("Adit-Error");
                assertTrue(code.equals("ADIT-503-AWAY") || code.equals("ADIT-503-BUSY"), code);
                visitor.close();
            }
        }
    }

    /** AL-11: what is late is the link, and not an answer of the service. */
    @Test
    void aVisitorWithoutALinkIsToldSoBeforeAnAnswerIsOverdue() {
        try (Stage stage = PoolPeer.withKeys(PoolPeer.PATIENT, Duration.ofSeconds(2))) {
            PoolPeer.register(stage, "myapp").joined(stage).close();
            PoolPeer.awaitLinks(stage, "myapp", 0);
            assertEquals("ADIT-503-AWAY", stage.get("myapp.tunnels.test", "/").field("Adit-Error"));
        }
    }

    /** AL-11: all links busy for too long. */
    @Test
    void aVisitorWhoWaitsTooLongForABusyLinkIsTold() {
        try (Stage stage = PoolPeer.withKeys(IMPATIENT);
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient first = stage.visit("myapp", "/")) {
            link.readHead();
            RawResponse second = stage.get("myapp.tunnels.test", "/");
            assertEquals(503, second.status());
            assertEquals("ADIT-503-BUSY", second.field("Adit-Error"));
            assertEquals("2", second.field("Retry-After"));
            link.send(PoolPeer.answer("late"));
            assertEquals("late", first.readResponse().body());
            PoolPeer.assertServes(stage, "myapp", link);
        }
    }

    /** A visitor who leaves frees its place in the queue, and its request reaches nobody (U2). */
    @Test
    void whoLeavesTheQueueFreesItsPlace() {
        PoolBounds oneMayWait = new PoolBounds(
                10, 1, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(30));
        try (Stage stage = PoolPeer.withKeys(oneMayWait);
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient first = stage.visit("myapp", "/first")) {
            link.readHead();
            PoolPeer.queued(stage, "/leaving").reset();
            Await.until("the queue has a place again", () -> !PoolPeer.isTurnedAway(stage));
            link.send(PoolPeer.answer("first"));
            assertEquals("first", first.readResponse().body());
            try (RawClient last = stage.visit("myapp", "/last")) {
                String next = PoolPeer.serve(link, "last");
                while (next.startsWith("GET /probe ")) {
                    next = PoolPeer.serve(link, "last");
                }
                assertTrue(next.startsWith("GET /last "), next);
                assertEquals("last", last.readResponse().body());
            }
        }
    }
}
