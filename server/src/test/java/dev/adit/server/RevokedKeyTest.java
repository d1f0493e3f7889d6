// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.keys.KeyFile;
import dev.adit.server.keys.KeyRights;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that is good no more ends what lives by it: sessions as pools (correctness.md section 5). */
class RevokedKeyTest {
    @TempDir
    Path data;

    private KeyFile keys;
    private String key;

    @BeforeEach
    void makeKey() throws IOException {
        keys = new KeyFile(data);
        key = keys.create("gone", KeyRights.HTTP).reveal();
    }

    private Stage stage() {
        return Stage.open(config -> config.withData(data));
    }

    private void revoke() throws IOException {
        Files.writeString(keys.path(), "");
    }

    /** As if it had been made so: a file is read again when it changed, the time of a right is asked each time. */
    private void expire() throws IOException {
        String line = Files.readString(keys.path());
        Files.writeString(keys.path(), line.replace("\t-\n", "\texpires=2020-01-01T00:00:00Z\n"));
    }

    @Test
    void itsAgentIsToldForEachTunnelAndItsSessionEnds() throws IOException {
        try (Stage stage = stage();
                RawAgent agent = RawAgent.adit(stage.port(), key).greet();
                RawAgent other = stage.adit().greet()) {
            agent.claim(1, "one");
            agent.claim(2, "two");
            other.claim(1, "other");
            revoke();
            String told = agent.hear() + agent.hear();
            assertEquals(2, told.split("\"reason\":\"revoked\"", -1).length - 1, told);
            assertTrue(told.contains("\"id\":1") && told.contains("\"id\":2"), told);
            assertEquals(0, agent.awaitGoAway());
            assertEquals(1000, agent.awaitClose());
            stage.awaitStatus(Await.PATIENCE, "one", 404);
            try (RawClient visitor = stage.visit("other", "/")) {
                other.serve("still here");
                assertEquals("still here", visitor.readResponse().body());
            }
        }
    }

    @Test
    void anExpiredKeyIsARevokedOne() throws IOException {
        try (Stage stage = stage();
                RawAgent agent = RawAgent.adit(stage.port(), key).greet()) {
            agent.claim(1, "one");
            expire();
            assertTrue(agent.hear().contains("\"reason\":\"revoked\""));
            assertEquals(1000, agent.awaitClose());
        }
    }

    @Test
    void whatRunsBreaksOff() throws IOException {
        try (Stage stage = stage();
                RawAgent agent = RawAgent.adit(stage.port(), key).greet()) {
            agent.claim(1, "one");
            try (RawClient visitor = stage.visit("one", "/")) {
                agent.awaitText(agent.accept(), "\r\n\r\n");
                revoke();
                assertEquals("ADIT-502-AGENT", visitor.readResponse().field("Adit-Error"));
            }
        }
    }

    @Test
    void anAgentWithoutATunnelIsRefusedAsAWhole() throws IOException {
        try (Stage stage = stage();
                RawAgent agent = RawAgent.adit(stage.port(), key).greet()) {
            revoke();
            ConversationTest.assertRefused(agent.hear(), 0, "ADIT-401-KEY", 401);
            assertEquals(1000, agent.awaitClose());
        }
    }

    @Test
    void anExioSessionEndsToo() throws IOException {
        try (Stage stage = stage();
                RawAgent agent = RawAgent.exio(stage.port(), key, "one", "http")) {
            revoke();
            assertEquals(0, agent.awaitGoAway());
            assertEquals(1001, agent.awaitClose());
            stage.awaitStatus(Await.PATIENCE, "one", 404);
        }
    }
}
