// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Answer;
import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.http.FieldLines;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Bounds how many dials are let in at once, so that a crowd of agents that lost one server does not return as one
 * (docs/wire.md, "Pacing"). Agents that dial one after the other never meet the bound. Thread-safe;
 * nobody is called while its lock is held.
 *
 * <p>A place is taken before the key is looked at and left when the agent is refused or has said hello, after a second
 * in any case: who dials and then is silent cannot keep others out.
 */
final class Pacing {
    /** So many may come back together; it is also how many are let in a second when none of them ever says hello. */
    static final int MOST_AT_ONCE = 100;
    /** At that rate the last of them waits about ten seconds, which clients take for a slow server. */
    static final int MOST_WAITING = 1_024;

    private static final Duration LONGEST_STAY = Duration.ofSeconds(1);
    private static final long GAP_NANOS = LONGEST_STAY.toNanos() / MOST_AT_ONCE;
    /** Agents that are told a longer wait than this would seem to be dead. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** The right to be let in. Confined to its event loop. */
    final class Place {
        private final Clock.Timer timer;
        private boolean left;

        private Place(EventExecutor loop) {
            timer = clock.after(LONGEST_STAY, loop, this::leave);
        }

        /** Another may enter; nothing happens the second time. */
        void leave() {
            if (!left) {
                left = true;
                timer.cancel();
                passOn();
            }
        }
    }

    private record Waiting(EventExecutor loop, Consumer<Place> entered) {}

    private final Clock clock;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    private int free = MOST_AT_ONCE;
    private boolean open;
    private long bookedNanos;

    Pacing(Clock clock) {
        this.clock = clock;
        bookedNanos = clock.nanoTime();
    }

    /** Takes a place on the caller's event loop; empty when all are taken. */
    Optional<Place> enter(EventExecutor loop) {
        return take() ? Optional.of(new Place(loop)) : Optional.empty();
    }

    private synchronized boolean take() {
        if (free <= 0 && !open) {
            return false;
        }
        free--;
        return true;
    }

    /** Takes a place when one is left, first come, first served; false when too many wait already. */
    boolean enterLater(EventExecutor loop, Consumer<Place> entered) {
        synchronized (this) {
            if (free <= 0 && !open) {
                return waiting.size() < MOST_WAITING && waiting.add(new Waiting(loop, entered));
            }
            free--;
        }
        admit(new Waiting(loop, entered));
        return true;
    }

    private void passOn() {
        Waiting next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            admit(next);
        }
    }

    private void admit(Waiting next) {
        next.loop.execute(() -> next.entered.accept(new Place(next.loop)));
    }

    /** Nobody waits from now on: the server drains and turns everybody away by itself. */
    void open() {
        List<Waiting> all;
        synchronized (this) {
            open = true;
            free -= waiting.size();
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        all.forEach(this::admit);
    }

    /** What an agent is told for whom there is no place: a moment at which not all of the crowd come back again. */
    Answer comeBackLater() {
        long seconds = Math.ceilDiv(book().toMillis(), 1_000L);
        FieldLines fields = new FieldLines()
                .add("Adit-Error", ErrorCode.BUSY.code())
                .add("Cache-Control", "no-store")
                .add("Retry-After", Long.toString(seconds));
        String text = ErrorCode.BUSY.code() + ": too many agents dial at once; come back in " + seconds + " s\n";
        return new Answer(ErrorCode.BUSY.status(), "Service Unavailable", fields, "text/plain; charset=utf-8", text);
    }

    private synchronized Duration book() {
        long now = clock.nanoTime();
        bookedNanos = (bookedNanos - now > 0 ? bookedNanos : now) + GAP_NANOS;
        Duration wait = Duration.ofNanos(bookedNanos - now);
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
