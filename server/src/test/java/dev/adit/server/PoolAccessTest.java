// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.keys.KeyFile;
import dev.adit.server.keys.KeyRights;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may register a pool: keys, their rights, and clients without one (AL-02; AetherLink's faults 5 to 8). */
class PoolAccessTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer " + Stage.KEY,
                "authorization: apikey " + Stage.KEY,
                "X-API-Key: " + Stage.KEY,
            })
    void theKeyHasItsPlaces(String field) {
        try (Stage stage = PoolPeer.withKeys()) {
            assertEquals(
                    13,
                    PoolPeer.of(PoolPeer.get(stage, "/?new", field + "\r\n"))
                            .id()
                            .length());
        }
    }

    /** AL-02. */
    @Test
    void aKeyInTheQueryCountsOnlyWhenTheOperatorSaysSo() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer.assertRefused(PoolPeer.get(stage, "/?new&api_key=" + Stage.KEY, ""), 401, "ADIT-401-KEY");
        }
        try (Stage stage = PoolPeer.open(PoolPeer.PATIENT, PoolConfig::withQueryKey, Anonymous.OFF)) {
            assertEquals(
                    200, PoolPeer.get(stage, "/?new&api_key=" + Stage.KEY, "").status());
        }
    }

    /** AL-02, CE-03: the doors count together, and a right key is let in none the less. */
    @Test
    void withoutAKeyOrWithAWrongOneNobodyRegistersAndLearnsNothing() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer.register(stage, "taken");
            PoolPeer.assertRefused(PoolPeer.get(stage, "/taken", ""), 401, "ADIT-401-KEY");
            PoolPeer.assertRefused(PoolPeer.get(stage, "/?new", "X-API-Key: wrong\r\n"), 401, "ADIT-401-KEY");
            for (int i = 0; i < 8; i++) {
                PoolPeer.get(stage, "/?new", "X-API-Key: wrong\r\n");
            }
            String connect = RawAgent.request(stage.port(), "/_connect", "Authorization: Bearer wrong\r\n");
            assertEquals(429, stage.ask(connect).status());
            RawResponse wait = PoolPeer.get(stage, "/?new", "X-API-Key: wrong\r\n");
            PoolPeer.assertRefused(wait, 429, "ADIT-429-RATE");
            assertEquals("60", wait.field("Retry-After"), "as the text says");
            assertEquals(200, PoolPeer.get(stage, "/?new", PoolPeer.KEY_FIELD).status());
        }
    }

    @Test
    void aKeysRightsCountHereToo() throws IOException {
        KeyFile keys = new KeyFile(data);
        String narrow = keys.create(
                        "narrow", new KeyRights(List.of("team-*"), false, Optional.empty(), false, Optional.empty(), 1))
                .reveal();
        String field = "X-API-Key: " + narrow + "\r\n";
        try (Stage stage = Stage.open(config -> PoolPeer.withPool(config.withData(data), PoolConfig.OFF))) {
            PoolPeer.assertRefused(PoolPeer.get(stage, "/other", field), 403, "ADIT-403-RIGHTS");
            assertEquals(200, PoolPeer.get(stage, "/team-a", field).status());
            PoolPeer.assertRefused(PoolPeer.get(stage, "/team-b", field), 429, "ADIT-429-RATE");
        }
    }

    /** AetherLink's fault 6: a deleted key ends its tunnels. */
    @Test
    void aRevokedKeyEndsItsPoolWithinSeconds() throws IOException {
        KeyFile keys = new KeyFile(data);
        String key = keys.create("gone", KeyRights.HTTP).reveal();
        try (Stage stage = Stage.open(config -> PoolPeer.withPool(config.withData(data), PoolConfig.OFF))) {
            PoolPeer peer = PoolPeer.of(PoolPeer.get(stage, "/myapp", "X-API-Key: " + key + "\r\n"));
            try (RawClient link = peer.joined(stage)) {
                Files.writeString(keys.path(), "");
                assertTrue(link.endsWithoutAnotherByte());
            }
            stage.awaitStatus(Await.PATIENCE, "myapp", 404);
        }
    }

    @Test
    void withoutAKeyThereAreThreeTunnelsOfAnAddress() {
        try (Stage stage = PoolPeer.withoutKeys()) {
            for (String name : List.of("one", "two", "three")) {
                assertEquals(200, PoolPeer.get(stage, "/" + name, "").status());
            }
            PoolPeer.assertRefused(PoolPeer.get(stage, "/four", ""), 429, "ADIT-429-RATE");
            assertEquals(200, PoolPeer.get(stage, "/four", PoolPeer.KEY_FIELD).status());
        }
    }

    @Test
    void withoutAKeyThereAreSoManyRegistrationsAMinute() {
        try (Stage stage = Stage.open(config -> config.withPool(
                        PoolConfig.OFF.withListen(PoolPeer.loopback()).withBounds(PoolPeer.PATIENT))
                .withAccess(config.access().withAnonymous(Anonymous.POOL))
                .withLimits(new ServerLimits(
                        config.limits().http(),
                        config.limits().connections(),
                        new ServerLimits.AnonymousLimits(10, 2))))) {
            PoolPeer.get(stage, "/one", "");
            PoolPeer.assertRefused(PoolPeer.get(stage, "/one", ""), 409, "ADIT-409-NAME");
            assertEquals(200, PoolPeer.get(stage, "/two", "").status(), "one that is denied does not count");
            RawResponse refused = PoolPeer.get(stage, "/three", "");
            PoolPeer.assertRefused(refused, 429, "ADIT-429-RATE");
            assertTrue(Integer.parseInt(refused.field("Retry-After")) > 0);
        }
    }

    @Test
    void anonymousPoolClientsAreNoAnonymousAgentsAndTheReverse() {
        try (Stage stage = PoolPeer.withoutKeys()) {
            assertEquals(
                    401,
                    stage.ask(RawAgent.request(stage.port(), "/_connect", "")).status());
        }
        try (Stage stage = PoolPeer.open(PoolPeer.PATIENT, pool -> pool, Anonymous.HTTP)) {
            PoolPeer.assertRefused(PoolPeer.get(stage, "/?new", ""), 401, "ADIT-401-KEY");
        }
    }
}
