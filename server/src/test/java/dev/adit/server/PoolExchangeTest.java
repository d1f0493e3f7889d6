// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.testkit.RawClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Exchanges over the links of a pool, and upgrades (AL-10, AL-15; AetherLink's faults 3 and 14). */
class PoolExchangeTest {
    /** AL-10: answers never cross, whatever links serve them. */
    @Test
    void tenThousandTaggedRequestsGetTheirOwnAnswers() throws InterruptedException {
        AtomicInteger right = new AtomicInteger();
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            List<RawClient> links = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                RawClient link = peer.joined(stage);
                links.add(link);
                threads.add(Thread.ofVirtual().start(() -> echoPaths(link)));
            }
            List<Thread> visitors = new ArrayList<>();
            for (int visitor = 0; visitor < 20; visitor++) {
                String name = "v" + visitor;
                visitors.add(Thread.ofVirtual().start(() -> right.addAndGet(ask(stage, name, 500))));
            }
            for (Thread visitor : visitors) {
                visitor.join();
            }
            links.forEach(RawClient::close);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(10_000, right.get());
    }

    private static int ask(Stage stage, String name, int times) {
        int right = 0;
        try (RawClient visitor = RawClient.connect(stage.port()).readPatience(Duration.ofMinutes(1))) {
            for (int i = 0; i < times; i++) {
                String path = "/" + name + "-" + i;
                visitor.send("GET " + path + " HTTP/1.1\r\nHost: myapp.tunnels.test\r\n\r\n");
                right += visitor.readResponse().body().equals(path) ? 1 : 0;
            }
        }
        return right;
    }

    private static void echoPaths(RawClient link) {
        link.readPatience(Duration.ofMinutes(1));
        try {
            while (true) {
                String head = link.readHead();
                link.send(PoolPeer.answer(head.substring(4, head.indexOf(" HTTP/"))));
            }
        } catch (UncheckedIOException closed) {
            // The test is over.
        }
    }

    /** All links are used in turn. */
    @Test
    void linksTakeTurns() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            try (RawClient one = peer.joined(stage);
                    RawClient two = peer.joined(stage)) {
                for (RawClient link : List.of(one, two, one, two)) {
                    PoolPeer.assertServes(stage, "myapp", link);
                }
            }
        }
    }

    /** AL-15, AetherLink's fault 14: bytes pass both ways, first ones too; the link is the visitor's for good. */
    @Test
    void aWebSocketTakesItsLinkOutOfThePool() {
        PoolBounds oneLink = new PoolBounds(
                1, 64, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(30));
        try (Stage stage = PoolPeer.withKeys(oneLink)) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            try (RawClient link = peer.joined(stage);
                    RawClient visitor = stage.visitWebSocket("myapp")) {
                assertTrue(link.readHead().contains("Upgrade: websocket"));
                link.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n\r\nfirst");
                assertTrue(visitor.readHead().startsWith("HTTP/1.1 101 "));
                assertEquals("first", visitor.readText(5));
                visitor.send("to the client");
                assertEquals("to the client", link.readText(13));
                try (RawClient another = peer.link()) {
                    PoolPeer.awaitLinks(stage, "myapp", 2);
                    PoolPeer.assertServes(stage, "myapp", another);
                    PoolPeer.assertServes(stage, "myapp", another);
                }
                link.send("still");
                assertEquals("still", visitor.readText(5));
                visitor.halfClose();
                assertTrue(link.endsWithoutAnotherByte());
            }
            PoolPeer.awaitLinks(stage, "myapp", 0);
        }
    }

    @Test
    void aRefusedUpgradeIsAPlainAnswerAndTheLinkGoesOn() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient visitor = stage.visitWebSocket("myapp")) {
            PoolPeer.serve(link, "no sockets here");
            assertEquals("no sockets here", visitor.readResponse().body());
            PoolPeer.assertServes(stage, "myapp", link);
        }
    }
}
