// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who gets a name, and how a process says that it did not. */
@Timeout(90)
class ClaimProcessTest {
    @RegisterExtension
    private final Stage stage = new Stage();

    @RegisterExtension
    private final SampleService service = new SampleService();

    private String target() {
        return Integer.toString(service.port());
    }

    private static void assertRefused(Running agent, String why) {
        assertEquals(3, agent.awaitExit(), agent::toString);
        assertTrue(agent.stderr().contains(why), agent::toString);
        assertEquals("", agent.stdout());
    }

    @Test
    void newerAgentOfTheSameKeyTakesOver() {
        int port = stage.server().port();
        Running first = stage.http(port, service.port(), "-n", "shop");
        String url = Stage.awaitUrl(first);
        Running second = stage.http(port, service.port(), "-n", "shop");
        assertEquals(url, Stage.awaitUrl(second));
        assertEquals(3, first.awaitExit(), first::toString);
        assertTrue(first.stderr().contains("replaced"), first::toString);
        assertEquals(200, Stage.visit(port, "shop." + Stage.DOMAIN, "/echo").status());
    }

    @Test
    void nameOfAnotherOwnerIsRefused() {
        int port = stage.server("--allow-anonymous=http").port();
        Stage.awaitUrl(stage.agentWithoutKey(port, "http", target(), "-n", "shop"));
        assertRefused(stage.http(port, service.port(), "-n", "shop"), "409");
    }

    @Test
    void refusalIsAnEventInJson() {
        int port = stage.server().port();
        Running agent = stage.agentWithKey("a-key-that-nobody-ever-gave-to-anyone", port, "http", target(), "--json");
        assertEquals(3, agent.awaitExit(), agent::toString);
        assertTrue(
                agent.stdout().startsWith("{\"event\":\"refused\",\"code\":\"ADIT-401-KEY\",\"message\":\""),
                agent::toString);
        assertEquals(1, agent.stdout().split("ADIT-401-KEY", -1).length - 1, agent::toString);
    }

    @Test
    void wrongKeyAndNoKeyAreRefused() {
        int port = stage.server().port();
        assertRefused(stage.agentWithKey("a-key-that-nobody-ever-gave-to-anyone", port, "http", target()), "401");
        assertRefused(stage.agentWithoutKey(port, "http", target()), "401");
    }

    @Test
    void keyOfTheFirstStartSurvivesTheSecond() throws IOException {
        String[] words = {"server", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", "data"};
        Running first = stage.processes().adit(Map.of(), words);
        first.awaitListening();
        Path file = stage.processes().folder().resolve("data/first-key");
        String key = Files.readString(file).strip();
        first.terminate();
        assertEquals(0, first.awaitExit(), first::toString);
        int port = stage.processes().adit(Map.of(), words).awaitListening();
        assertEquals(key, Files.readString(file).strip());
        Stage.awaitUrl(stage.agentWithKey(key, port, "http", target()));
    }
}
