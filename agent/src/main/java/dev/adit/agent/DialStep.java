// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The step that a dial is at; one that takes long is reported. Confined to the agent's event loop. */
final class DialStep {
    /** Nobody shall stare at a silent terminal for longer. */
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final Sockets sockets;
    private final AgentListener listener;
    private String text = "";
    private Clock.@Nullable Timer slow;

    DialStep(Sockets sockets, AgentListener listener) {
        this.sockets = sockets;
        this.listener = listener;
    }

    /** The step in words, to be read after "while". */
    String text() {
        return text;
    }

    void enter(String step) {
        leave();
        text = step;
        slow = sockets.clock().after(SLOW, sockets.loop(), () -> listener.onSlowStep(step, SLOW));
    }

    /** The last step is over. */
    void leave() {
        if (slow != null) {
            slow.cancel();
            slow = null;
        }
    }
}
