// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.agent.AgentConfig;
import dev.adit.agent.AgentEnd;
import dev.adit.agent.AgentListener;
import java.util.concurrent.CompletionStage;

/** An agent as its command sees it. */
interface RunningAgent {
    /** Completes once, when it has ended. */
    CompletionStage<AgentEnd> ended();

    /** Lets exchanges end and then ends it. */
    void drain();

    /** Starts an agent. */
    @FunctionalInterface
    interface Starter {
        RunningAgent start(AgentConfig config, AgentListener listener);
    }
}
