// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import java.time.Duration;

/** Whether a run has a tunnel that visitors can reach, and since when it has or has not. Confined to the event loop. */
final class Standing {
    private final Clock clock;
    private boolean everReady;
    private boolean ready;
    private long changedNanos;

    Standing(Clock clock) {
        this.clock = clock;
        this.changedNanos = clock.nanoTime();
    }

    boolean isReady() {
        return ready;
    }

    /** Whether the run has had a tunnel at all. */
    boolean wasEverReady() {
        return everReady;
    }

    /** How long there has been no tunnel. */
    Duration outage() {
        return ready ? Duration.ZERO : sinceChange();
    }

    void onReady() {
        if (!ready) {
            ready = true;
            everReady = true;
            changedNanos = clock.nanoTime();
        }
    }

    /** Tells how long the tunnel stood. */
    Duration onLost() {
        Duration stood = sinceChange();
        ready = false;
        changedNanos = clock.nanoTime();
        return stood;
    }

    private Duration sinceChange() {
        return Duration.ofNanos(clock.nanoTime() - changedNanos);
    }
}
