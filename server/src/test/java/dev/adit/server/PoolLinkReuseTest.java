// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be followed by another exchange on its link, and what ends it (AL-15). */
class PoolLinkReuseTest {
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
                PoolPeer.assertServes(stage, "myapp", link);
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
        try (RawClient visitor = PoolPeer.send(stage, PoolPeer.request(method, ""))) {
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
                RawClient visitor =
                        PoolPeer.send(stage, PoolPeer.request("POST", "Content-Length: 100\r\n") + "part")) {
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
}
