// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.adit.e2e.Running;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is told to end answers what it was asked before. */
@Timeout(90)
class LastAnswerTest {
    @ParameterizedTest
    @Execution(CONCURRENT)
    @ValueSource(strings = {"server", "agent"})
    void anAnswerOfThreeSecondsIsCompleteAndTheExitCodeZero(String who) {
        try (House house = House.open();
                RawClient visitor = house.visitor()) {
            Running ending = who.equals("server") ? house.server() : house.agent();
            int before = house.service().live();
            visitor.send(House.get("/pause/3000"));
            Await.until("the service is asked", () -> house.service().live() > before);
            ending.terminate();
            RawResponse response = visitor.readResponse();
            assertEquals(200, response.status());
            assertEquals("done", response.body());
            assertEquals(0, ending.awaitExit(), ending::toString);
        }
    }
}
