// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import dev.adit.wire.WebSocketCarrier;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;

/** Asks an agent for a sign of life, within the second that a takeover may wait for it. Confined to the session's loop. */
final class Probe {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Consumer<Boolean> alive;
    private boolean told;

    private Probe(Consumer<Boolean> alive) {
        this.alive = alive;
    }

    static void start(WebSocketCarrier carrier, EventLoop loop, Clock clock, Consumer<Boolean> alive) {
        Probe probe = new Probe(alive);
        clock.after(PATIENCE, loop, () -> probe.tell(false));
        carrier.session().ping(() -> probe.tell(true));
    }

    private void tell(boolean answered) {
        if (!told) {
            told = true;
            alive.accept(answered);
        }
    }
}
