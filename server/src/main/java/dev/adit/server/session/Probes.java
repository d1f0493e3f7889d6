// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import dev.adit.wire.WebSocketCarrier;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks an agent for signs of life, each within the second that a takeover may wait for one; the end of the session
 * answers at once. Confined to the session's loop.
 */
final class Probes {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final WebSocketCarrier carrier;
    private final EventLoop loop;
    private final Clock clock;
    private final List<Consumer<Boolean>> waiting = new ArrayList<>(0);
    private boolean over;

    Probes(WebSocketCarrier carrier, EventLoop loop, Clock clock) {
        this.carrier = carrier;
        this.loop = loop;
        this.clock = clock;
    }

    /** Asks once; the carrier is connected. */
    void ask(Consumer<Boolean> alive) {
        if (over) {
            alive.accept(false);
            return;
        }
        waiting.add(alive);
        clock.after(PATIENCE, loop, () -> tell(alive, false));
        carrier.session().ping(() -> tell(alive, true));
    }

    /** The session is over. */
    void end() {
        over = true;
        List.copyOf(waiting).forEach(alive -> tell(alive, false));
    }

    private void tell(Consumer<Boolean> alive, boolean answer) {
        if (waiting.remove(alive)) {
            alive.accept(answer);
        }
    }
}
