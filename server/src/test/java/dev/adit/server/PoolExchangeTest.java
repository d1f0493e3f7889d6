// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Exchanges over the links of a pool (AL-10 to AL-12, AL-15; AetherLink's faults 3, 4, 12 to 14). */
class PoolExchangeTest {
    private static final PoolBounds IMPATIENT = new PoolBounds(
            10, 4, Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(30));

    private static RawClient send(Stage stage, String request) {
        return RawClient.connect(stage.port()).send(request);
    }

    private static String request(String method, String more) {
        return method + " / HTTP/1.1\r\nHost: myapp.tunnels.test\r\n" + more + "\r\n";
    }

    private static void assertServes(Stage stage, RawClient link) {
        try (RawClient visitor = stage.visit("myapp", "/")) {
            PoolPeer.serve(link, "served");
            assertEquals("served", visitor.readResponse().body());
        }
    }

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
                    assertServes(stage, link);
                }
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

    /** AL-11: a client that dials again in time costs nobody an error. */
    @Test
    void aVisitorWaitsForALinkThatComesBack() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            peer.joined(stage).close();
            PoolPeer.awaitLinks(stage, "myapp", 0);
            try (RawClient visitor = send(stage, request("POST", "Content-Length: 4\r\n") + "body");
                    RawClient link = peer.link()) {
                link.readUntil("body");
                link.send(PoolPeer.answer("done"));
                assertEquals("done", visitor.readResponse().body());
            }
        }
    }

    /** A client takes a link that ends before anything came by it for one that is not wanted. */
    @Test
    void aRequestThatIsBrokenOffAtOnceReachesItsLinkBeforeTheEnd() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient visitor =
                        send(stage, request("POST", "Transfer-Encoding: chunked\r\n") + "2\r\nab\r\nnonsense\r\n")) {
            assertEquals(400, visitor.readResponse().status());
            assertTrue(link.readHead().startsWith("POST / "));
            String rest = link.readToEnd();
            assertTrue("2\r\nab\r\n".startsWith(rest), rest);
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
            assertServes(stage, link);
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

    /** AL-12, AetherLink's fault 13: the next link has it. */
    @Test
    void linksThatDiedIdleCostNoVisitorAnError() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            RawClient one = peer.joined(stage);
            RawClient two = peer.joined(stage);
            try (RawClient three = peer.joined(stage)) {
                one.close();
                two.reset();
                assertServes(stage, three);
                PoolPeer.awaitLinks(stage, "myapp", 1);
                assertServes(stage, three);
            }
        }
    }

    /** AL-12: it has the request and ends without an answer. One that is safe to repeat moves on, another does not. */
    @Test
    void aRequestThatGotNoAnswerMovesOnWhenItIsSafeTo() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            RawClient one = peer.joined(stage);
            RawClient two = peer.joined(stage);
            try (RawClient three = peer.joined(stage);
                    RawClient visitor = stage.visit("myapp", "/moves")) {
                assertTrue(one.readHead().startsWith("GET /moves "));
                one.reset();
                assertTrue(two.readHead().startsWith("GET /moves "));
                two.close();
                assertTrue(PoolPeer.serve(three, "moved").startsWith("GET /moves "));
                assertEquals("moved", visitor.readResponse().body());
                try (RawClient poster = send(stage, request("POST", "Content-Length: 1\r\n") + "x")) {
                    three.readUntil("\r\n\r\nx");
                    three.reset();
                    assertEquals("ADIT-502-RESET", poster.readResponse().field("Adit-Error"));
                }
            }
        }
    }

    /** AL-12, U7: an answer that broke off does not look whole. */
    @Test
    void halfAnAnswerIsCutOff() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            try (RawClient link = peer.joined(stage);
                    RawClient visitor = stage.visit("myapp", "/")) {
                link.readHead();
                link.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                visitor.readHead();
                assertEquals("half", visitor.readText(4));
                link.reset();
                assertTrue(visitor.endsWithoutAnotherByte());
            }
            try (RawClient link = peer.joined(stage);
                    RawClient visitor = stage.visit("myapp", "/")) {
                link.readHead();
                link.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                link.halfClose();
                assertTrue(!visitor.readHead().isEmpty());
                String body = visitor.readUntil("half\r\n");
                assertTrue(body.endsWith("half\r\n"));
                assertTrue(visitor.endsWithoutAnotherByte());
            }
        }
    }

    /** AetherLink's fault 3: a visitor who leaves takes the link with it, and the next one gets its own answer. */
    @Test
    void aLinkWhoseVisitorLeftIsNotUsedAgain() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            try (RawClient link = peer.joined(stage)) {
                RawClient visitor = stage.visit("myapp", "/");
                link.readHead();
                visitor.reset();
                assertTrue(link.endsWithoutAnotherByte());
            }
            try (RawClient next = peer.link()) {
                assertServes(stage, next);
            }
        }
    }

    /** AL-15: what may be followed by another exchange is, and what may not closes its link. */
    @Test
    void onlyALinkInStepIsUsedAgain() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            try (RawClient link = peer.joined(stage)) {
                answered(
                        stage,
                        link,
                        "GET",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
                answered(stage, link, "GET", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
                answered(stage, link, "GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                assertServes(stage, link);
            }
            PoolPeer.awaitLinks(stage, "myapp", 0);
            for (String last : List.of(
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
                    "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                    "HTTP/1.1 304 Not Modified\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n")) {
                try (RawClient link = peer.joined(stage)) {
                    answered(stage, link, "GET", last);
                    assertTrue(link.endsWithoutAnotherByte(), last);
                }
            }
            try (RawClient link = peer.joined(stage)) {
                answered(stage, link, "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                assertTrue(link.endsWithoutAnotherByte());
            }
            try (RawClient link = peer.joined(stage);
                    RawClient visitor = stage.visit("myapp", "/")) {
                link.readHead();
                link.send("HTTP/1.1 200 OK\r\n\r\nto the end").halfClose();
                assertEquals("to the end", visitor.readResponse().body());
                assertTrue(link.endsWithoutAnotherByte());
            }
        }
    }

    private static void answered(Stage stage, RawClient link, String method, String answer) {
        try (RawClient visitor = send(stage, request(method, ""))) {
            link.readHead();
            link.send(answer);
            visitor.readResponse(method);
        }
    }

    /** An answer that comes before the upload has ended leaves the link out of step. */
    @Test
    void anEarlyAnswerEndsTheLink() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient visitor = send(stage, request("POST", "Content-Length: 100\r\n") + "part")) {
            link.readUntil("part");
            link.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            assertEquals(403, visitor.readResponse().status());
            assertTrue(link.endsWithoutAnotherByte());
        }
    }

    /** What is no HTTP is told as such, and its link goes. */
    @Test
    void anAnswerThatIsNoHttpIs502() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient visitor = stage.visit("myapp", "/")) {
            link.readHead();
            link.send("220 mail.example ESMTP\r\n\r\n");
            assertEquals("ADIT-502-PROTOCOL", visitor.readResponse().field("Adit-Error"));
            assertTrue(link.endsWithoutAnotherByte());
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
                    assertServes(stage, another);
                    assertServes(stage, another);
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
            assertServes(stage, link);
        }
    }

    /** Back-pressure, both ways: a side that takes nothing stops the other, and no byte is lost. */
    @Test
    void aSideThatTakesNothingStopsTheOther() throws InterruptedException {
        int bytes = 32 << 20;
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient visitor = send(stage, request("POST", "Content-Length: " + bytes + "\r\n"))) {
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

    /** U1: what one client does to its own links leaves the others alone. */
    @Test
    void oneClientsBrokenLinksLeaveOthersAlone() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient good = PoolPeer.register(stage, "other").joined(stage)) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            for (int i = 0; i < 20; i++) {
                RawClient broken = peer.link();
                try (RawClient visitor = stage.visit("myapp", "/")) {
                    broken.readHead();
                    broken.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n").reset();
                    assertTrue(visitor.readHead().startsWith("HTTP/1.1 200"));
                    assertThrows(UncheckedIOException.class, () -> visitor.readText(9));
                }
                try (RawClient visitor = stage.visit("other", "/")) {
                    PoolPeer.serve(good, "fine");
                    assertEquals("fine", visitor.readResponse().body());
                }
            }
        }
    }
}
