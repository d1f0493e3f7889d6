// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Clock;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a registration without links lives on (AL-05, AL-14). Confined to the pool's event loop.
 *
 * <p>Upgraded links keep the name as well: their visitors are still served.
 */
final class Vacancy {
    /** A WebSocket is looked for again no sooner: a hold of zero would be looked at without a pause. */
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private final Clock clock;
    private final EventLoop loop;
    private final BooleanSupplier stillServes;
    private Clock.@Nullable Timer timer;

    /**
     * @param stillServes whether there is an upgraded link
     */
    Vacancy(Clock clock, EventLoop loop, BooleanSupplier stillServes) {
        this.clock = clock;
        this.loop = loop;
        this.stillServes = stillServes;
    }

    /** There is no link in the pool; when none has come in time, it ends so. */
    void begin(Duration time, Runnable ending) {
        end();
        timer = clock.after(time, loop, () -> {
            if (stillServes.getAsBoolean()) {
                begin(time.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : time, ending);
            } else {
                ending.run();
            }
        });
    }

    /** A link has come, or the pool is over. */
    void end() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
