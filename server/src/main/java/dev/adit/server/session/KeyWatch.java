// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import dev.adit.server.keys.Key;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends the sessions and pools whose key was revoked or has expired, within a second. Its timer is confined to one event
 * loop; keys are looked at on a virtual thread.
 */
public final class KeyWatch {
    /** Half of what a revoked key may live on, so that the look itself has time. */
    private static final Duration EVERY = Duration.ofMillis(500);

    /** Where holders of keys are found. Thread-safe. */
    public interface Holders {
        /** Shows each of them. */
        void forEach(Consumer<KeyHolder> action);
    }

    private final List<Holders> watched;
    private final KeyCheck keys;
    private final EventLoop loop;
    private final Executor blocking;
    private final Clock clock;
    private Clock.@Nullable Timer timer;
    private boolean over;

    /**
     * Makes one that does not watch yet.
     *
     * @param blocking runs what may block, on virtual threads
     */
    public KeyWatch(List<Holders> watched, KeyCheck keys, EventLoop loop, Executor blocking, Clock clock) {
        this.watched = List.copyOf(watched);
        this.keys = keys;
        this.loop = loop;
        this.blocking = blocking;
        this.clock = clock;
    }

    /** Begins. From any thread. */
    public void start() {
        loop.execute(this::next);
    }

    /** Looks no more. From any thread. */
    public void stop() {
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
                lookAtAll();
                loop.execute(this::next);
            });
        } catch (RejectedExecutionException ignored) {
            // The server ends, and all that lives by a key with it.
        }
    }

    /** Each key is looked at once, however many hold it: that costs a look at the file. */
    private void lookAtAll() {
        Map<Key, Boolean> good = new HashMap<>();
        for (Holders holders : watched) {
            holders.forEach(holder -> holder.key()
                    .filter(key -> !good.computeIfAbsent(key, keys::isStillGood))
                    .ifPresent(key -> holder.revoke()));
        }
    }
}
