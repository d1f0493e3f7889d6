// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.server.registry.TunnelSession.Readiness;
import org.junit.jupiter.api.Test;

/** What visitors are told when no stream can be opened. */
class ReadinessTest {
    /** Y-15: the agent is there and too much waits for it, which is another thing than its being away. */
    @Test
    void aSessionThatStandsAndOpensNothingIsBusy() {
        assertEquals(Readiness.BUSY, Readiness.of(true, () -> false));
        assertEquals(Readiness.READY, Readiness.of(true, () -> true));
    }

    /** A visitor may come between the claim of an Exio agent and its 101, when there is no engine yet. */
    @Test
    void oneThatDoesNotStandIsAwayAndItsEngineIsNotAsked() {
        assertEquals(Readiness.AWAY, Readiness.of(false, () -> {
            throw new AssertionError("nobody asks");
        }));
    }
}
