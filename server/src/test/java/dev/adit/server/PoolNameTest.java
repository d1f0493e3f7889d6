// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.server.keys.KeyFile;
import dev.adit.server.keys.KeyRights;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a pool's name, and when it is free again (AL-04, AL-05; AetherLink's fault 12). */
class PoolNameTest {
    @TempDir
    Path data;

    /** AL-04. */
    @Test
    void anotherOwnersNameIs409AndARandomOneByOption() throws IOException {
        String other = new KeyFile(data).create("other", KeyRights.HTTP).reveal();
        String otherKey = "X-API-Key: " + other + "\r\n";
        try (Stage stage = Stage.open(config -> PoolPeer.withPool(config.withData(data), PoolConfig.OFF))) {
            PoolPeer.register(stage, "myapp");
            PoolPeer.assertRefused(PoolPeer.get(stage, "/myapp", otherKey), 409, "ADIT-409-NAME");
        }
        try (Stage stage = Stage.open(config -> PoolPeer.withPool(
                config.withData(data),
                PoolConfig.OFF.withListen(PoolPeer.loopback()).withRandomName()))) {
            PoolPeer.register(stage, "myapp");
            PoolPeer given = PoolPeer.of(PoolPeer.get(stage, "/myapp", otherKey));
            assertEquals(13, given.id().length());
            assertNotEquals("myapp", given.id());
        }
    }

    /** AL-04: the newer registration of the same key has the name, and the links of the older one end. */
    @Test
    void theSameOwnerTakesItsNameOver() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient old = PoolPeer.register(stage, "myapp").joined(stage)) {
            PoolPeer next = PoolPeer.register(stage, "myapp");
            assertTrue(old.endsWithoutAnotherByte());
            try (RawClient link = next.link();
                    RawClient visitor = stage.visit("myapp", "/")) {
                PoolPeer.serve(link, "new");
                assertEquals("new", visitor.readResponse().body());
            }
        }
    }

    /** A pool and a session are the same to the registry. */
    @Test
    void anAgentOfTheSameKeyTakesThePoolsNameOverAndBack() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawAgent agent = stage.adit().greet()) {
            assertTrue(agent.claim(1, "myapp").contains("\"claimed\""));
            assertTrue(link.endsWithoutAnotherByte());
            try (RawClient visitor = stage.visit("myapp", "/")) {
                agent.serve("session");
                assertEquals("session", visitor.readResponse().body());
            }
        }
    }

    /** AL-04: 65 bits each. */
    @Test
    void aThousandRandomIdsAreUniqueAndLong() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient client = RawClient.connect(stage.port())) {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 1_000; i++) {
                client.send("GET /?new HTTP/1.1\r\nHost: tunnels.test\r\n" + PoolPeer.KEY_FIELD + "\r\n");
                String id = PoolPeer.of(client.readResponse()).id();
                assertTrue(id.matches("[a-z2-7]{13}"), id);
                ids.add(id);
            }
            assertEquals(1_000, ids.size());
        }
    }

    /** AL-05: the name is free again although a key has claimed it, and a visitor is told soon. */
    @Test
    void whoNeverConnectsLosesItsName() throws IOException {
        String other = new KeyFile(data).create("other", KeyRights.HTTP).reveal();
        PoolBounds soon = new PoolBounds(
                10, 64, Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMillis(500));
        try (Stage stage = Stage.open(config -> config.withData(data)
                .withPool(PoolConfig.OFF.withListen(PoolPeer.loopback()).withBounds(soon)))) {
            PoolPeer.register(stage, "myapp");
            RawResponse away = stage.get("myapp.tunnels.test", "/");
            assertTrue(away.status() == 503 || away.status() == 404, away::head);
            stage.awaitStatus(Await.PATIENCE, "myapp", 404);
            assertEquals(
                    200,
                    PoolPeer.get(stage, "/myapp", "X-API-Key: " + other + "\r\n")
                            .status());
        }
    }
}
