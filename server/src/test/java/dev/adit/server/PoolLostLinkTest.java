// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** Links and visitors that go before their exchange is over (AL-12; AetherLink's faults 3, 4, 12 and 13). */
class PoolLostLinkTest {
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
                PoolPeer.assertServes(stage, "myapp", three);
                PoolPeer.awaitLinks(stage, "myapp", 1);
                PoolPeer.assertServes(stage, "myapp", three);
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
                try (RawClient poster = PoolPeer.send(stage, PoolPeer.request("POST", "Content-Length: 1\r\n") + "x")) {
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

    /** A client takes a link that ends before anything came by it for one that is not wanted. */
    @Test
    void aRequestThatIsBrokenOffAtOnceReachesItsLinkBeforeTheEnd() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawClient visitor = PoolPeer.send(
                        stage,
                        PoolPeer.request("POST", "Transfer-Encoding: chunked\r\n") + "2\r\nab\r\nnonsense\r\n")) {
            assertEquals(400, visitor.readResponse().status());
            assertTrue(link.readHead().startsWith("POST / "));
            String rest = link.readToEnd();
            assertTrue("2\r\nab\r\n".startsWith(rest), rest);
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
                PoolPeer.assertServes(stage, "myapp", next);
            }
        }
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
