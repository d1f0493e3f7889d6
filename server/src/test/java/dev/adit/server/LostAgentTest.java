// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What visitors see when the agent's connection ends (CW-08, CE-14, PE-53). */
class LostAgentTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    @Test
    void aConnectionThatEndsWithoutACloseFreesItsStreamsAndNameWithinASecond() {
        try (Stage stage = Stage.open()) {
            RawAgent agent = stage.adit().greet();
            agent.claim(1, "demo");
            try (RawClient visitor = stage.visit("demo", "/")) {
                agent.accept();
                agent.close();
                visitor.readPatience(ONE_SECOND);
                RawResponse answer = visitor.readResponse();
                assertEquals(502, answer.status());
                assertEquals("ADIT-502-AGENT", answer.field("Adit-Error"));
            }
            RawResponse after = stage.get("demo.tunnels.test", "/");
            assertEquals(503, after.status());
            assertEquals("ADIT-503-AWAY", after.field("Adit-Error"));
            assertTrue(Integer.parseInt(after.field("Retry-After")) > 0);
        }
    }

    /** Y-16, with a shorter patience: {@code --timeout-acknowledge}. */
    @Test
    void anAgentThatAcknowledgesNoOpeningIsGivenUpAfterTheThird() {
        try (Stage stage = Stage.open(config ->
                        config.withTimeouts(Timeouts.withAcknowledge(config.timeouts(), Duration.ofMillis(200))));
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            for (int i = 0; i < 3; i++) {
                try (RawClient visitor = stage.visit("demo", "/")) {
                    agent.accept();
                    RawResponse answer = visitor.readResponse();
                    assertEquals(504, answer.status());
                    assertEquals("ADIT-504-OPEN", answer.field("Adit-Error"));
                }
            }
            assertEquals(2, agent.awaitGoAway());
        }
    }

    @Test
    void anAgentThatHalfClosesIsGone() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            agent.client().halfClose();
            stage.awaitStatus(ONE_SECOND, "demo", 503);
        }
    }

    @Test
    void anExioAgentThatVanishesIsGoneAtOnceToo() {
        try (Stage stage = Stage.open()) {
            stage.exio("demo", "http").close();
            stage.awaitStatus(ONE_SECOND, "demo", 503);
        }
    }

    @Test
    void theOwnerIsBackAtOnceAndServes() {
        try (Stage stage = Stage.open()) {
            RawAgent lost = stage.adit().greet();
            lost.claim(1, "demo");
            lost.close();
            stage.awaitStatus(ONE_SECOND, "demo", 503);
            try (RawAgent back = stage.adit().greet()) {
                assertTrue(back.claim(1, "demo").contains("\"type\":\"claimed\""));
                try (RawClient visitor = stage.visit("demo", "/")) {
                    back.serve("hi");
                    assertEquals("hi", visitor.readResponse().body());
                }
            }
        }
    }
}
