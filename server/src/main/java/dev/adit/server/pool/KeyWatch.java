// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Clock;
import dev.adit.server.session.KeyCheck;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the pools whose key was revoked or has expired, within seconds. Its timer is confined to one event loop; keys are
 * looked at on a virtual thread.
 */
final class KeyWatch {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Pools pools;
    private final KeyCheck keys;
    private final EventLoop loop;
    private final Executor blocking;
    private final Clock clock;
    private Clock.@Nullable Timer timer;
    private boolean over;

    KeyWatch(Pools pools, KeyCheck keys, EventLoop loop, Executor blocking, Clock clock) {
        this.pools = pools;
        this.keys = keys;
        this.loop = loop;
        this.blocking = blocking;
        this.clock = clock;
    }

    /** Begins. From any thread. */
    void start() {
        loop.execute(this::next);
    }

    /** Looks no more. From any thread. */
    void stop() {
        loop.execute(() -> {
            over = true;
            if (timer != null) {
                timer.cancel();
            }
        });
    }

    private void next() {
        if (!over) {
            timer = clock.after(EVERY, loop, this::look);
        }
    }

    private void look() {
        try {
            blocking.execute(() -> {
                pools.forEach(this::look);
                loop.execute(this::next);
            });
        } catch (RejectedExecutionException ignored) {
            // The server ends, and its pools with it.
        }
    }

    private void look(Pool pool) {
        if (pool.registration().key().filter(key -> !keys.isStillGood(key)).isPresent()) {
            pool.revoke();
        }
    }
}
