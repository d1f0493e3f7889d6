// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.time.Duration;

/** The life of an agent, from its first dial to its end. Confined to the agent's event loop. */
sealed interface Run permits AgentRun, PoolRun {
    /** Begins to dial. */
    void start();

    /** Ends at once; what runs is broken. */
    void close();

    /** Ends when what runs has, at the latest after the grace. */
    void drain(Duration grace);
}
