// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One deadline that moves often. Moving it is a field write: the timer behind it looks at the present deadline when it
 * fires and waits on when that lies ahead. Confined to the event loop of its link.
 */
final class Deadline {
    private final Clock clock;
    private final Link link;
    private final Runnable expired;
    private long dueNanos;
    private long durationNanos;
    private boolean armed;
    private Clock.@Nullable Timer timer;
    private long timerNanos;

    Deadline(Clock clock, Link link, Runnable expired) {
        this.clock = clock;
        this.link = link;
        this.expired = expired;
    }

    /** Expires after the duration from now; zero means never. */
    void set(Duration duration) {
        durationNanos = duration.toNanos();
        armed = durationNanos > 0;
        if (armed) {
            touch();
        }
    }

    /** Starts the present duration anew: something moved. */
    void touch() {
        if (!armed) {
            return;
        }
        dueNanos = clock.nanoTime() + durationNanos;
        if (timer == null) {
            start(durationNanos);
        } else if (dueNanos - timerNanos < 0) {
            timer.cancel();
            start(durationNanos);
        }
    }

    /** Never expires until set again; the timer may still fire once, for nothing. */
    void clear() {
        armed = false;
    }

    /** Takes the timer off its event loop. */
    void stop() {
        armed = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Waits so long, which is until the due time. */
    private void start(long nanos) {
        timerNanos = dueNanos;
        timer = clock.after(Duration.ofNanos(nanos), link.executor(), this::fired);
    }

    private void fired() {
        timer = null;
        if (!armed) {
            return;
        }
        long left = dueNanos - clock.nanoTime();
        if (left > 0) {
            start(left);
            return;
        }
        armed = false;
        expired.run();
    }
}
