// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.RawClient;
import java.time.Duration;

/**
 * A good agent with a download under way, while something bad happens elsewhere: whatever it was, the download ends
 * with every byte right and a new visitor is served within a second (U1). For one thread.
 */
final class Bystander implements AutoCloseable {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final String HALF = "half of it ".repeat(500);

    private final Stage stage;
    private final RawAgent agent;
    private final RawClient visitor;
    private final int stream;

    Bystander(Stage stage) {
        this.stage = stage;
        agent = stage.adit().greet();
        agent.claim(1, "good");
        visitor = stage.visit("good", "/download");
        stream = agent.accept();
        agent.awaitText(stream, "\r\n\r\n");
        agent.send(stream, "HTTP/1.1 200 OK\r\nContent-Length: " + 2 * HALF.length() + "\r\n\r\n" + HALF);
        visitor.readUntil(HALF);
    }

    /** Ends the download, and serves a new visitor. */
    void assertUnharmed() {
        agent.finish(stream, HALF);
        assertEquals(HALF, visitor.readText(HALF.length()));
        try (RawClient fresh = stage.visit("good", "/").readPatience(ONE_SECOND)) {
            agent.serve("fresh");
            assertEquals("fresh", fresh.readResponse().body());
        }
    }

    @Override
    public void close() {
        visitor.close();
        agent.close();
    }
}
