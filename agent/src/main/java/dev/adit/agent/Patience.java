// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a run bears to have no tunnel: for ever, or the duration of {@code --exit-on-disconnect}. Confined to the
 * agent's event loop.
 */
final class Patience {
    private final Optional<Duration> most;
    private final Sockets sockets;
    private Clock.@Nullable Timer timer;

    Patience(Optional<Duration> most, Sockets sockets) {
        this.most = most;
        this.sockets = sockets;
    }

    /** Whether a first dial may take some time; without a duration the first one that fails ends the run. */
    boolean coversFirstDial() {
        return most.filter(Duration::isPositive).isPresent();
    }

    /** How a run ends that had none of what it needs for so long, because of that. */
    AgentEnd end(String needed, Optional<String> reason) {
        long seconds = most.orElseThrow().toSeconds();
        String during = seconds > 0 ? "no " + needed + " for " + seconds + " s" : "there is no " + needed;
        return new AgentEnd(
                AgentEnd.Cause.DISCONNECTED,
                "",
                during + reason.map(why -> ": " + why).orElse(""));
    }

    /** There is no tunnel; does nothing when that was known. */
    void start(Runnable lost) {
        if (timer == null && most.isPresent()) {
            timer = sockets.clock().after(most.get(), sockets.loop(), lost);
        }
    }

    /** There is a tunnel, or nobody waits for one any more. */
    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
