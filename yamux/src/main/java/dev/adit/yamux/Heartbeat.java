// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Own pings: their answers give the round trip, and any byte of the peer proves it alive. Confined to its session. */
final class Heartbeat {
    /** More unanswered pings than fit into two intervals come only from takeover checks; the oldest is forgotten. */
    private static final int UNANSWERED = 16;

    private record Sent(int value, long nanos, @Nullable Runnable answered) {}

    private final Outbox outbox;
    private final RoundTrip roundTrip = new RoundTrip();
    private final ArrayDeque<Sent> unanswered = new ArrayDeque<>(2);
    private int nextValue;
    private long nextNanos;

    Heartbeat(Outbox outbox) {
        this.outbox = outbox;
    }

    long roundTripNanos() {
        return roundTrip.nanos();
    }

    /** When the next regular ping is due. */
    long nextNanos() {
        return nextNanos;
    }

    void nextAt(long nanos) {
        nextNanos = nanos;
    }

    void send(long nowNanos, @Nullable Runnable answered) {
        if (unanswered.size() == UNANSWERED) {
            unanswered.remove();
        }
        int value = nextValue++;
        unanswered.add(new Sent(value, nowNanos, answered));
        outbox.ping(value);
    }

    /** Takes an answer; false when nobody asked. */
    boolean onAnswer(int value, long nowNanos) {
        Iterator<Sent> each = unanswered.iterator();
        while (each.hasNext()) {
            Sent ping = each.next();
            if (ping.value() == value) {
                each.remove();
                roundTrip.sample(nowNanos - ping.nanos());
                if (ping.answered() != null) {
                    ping.answered().run();
                }
                return true;
            }
        }
        return false;
    }

    void clear() {
        unanswered.clear();
    }
}
