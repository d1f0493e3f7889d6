// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.refusal;

import dev.adit.http.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one peer was refused since its last line of log. Guarded by the log that holds it. */
final class Repeats {
    /**
     * A line that is due.
     *
     * @param of the loudest of what it tells, the newest among equals
     * @param counts how many of each code it stands for
     */
    record Line(Refusal of, Map<ErrorCode, Integer> counts) {
        int count() {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private final long gapNanos;
    private Map<ErrorCode, Integer> counts = new EnumMap<>(ErrorCode.class);
    private @Nullable Refusal loudest;
    private long toldNanos;

    /** One whose first line is due at once. */
    Repeats(long gapNanos, long nowNanos) {
        this.gapNanos = gapNanos;
        toldNanos = nowNanos - gapNanos;
    }

    void add(Refusal refusal) {
        counts.merge(refusal.code(), 1, Integer::sum);
        if (loudest == null || refusal.code().level().compareTo(loudest.code().level()) >= 0) {
            loudest = refusal;
        }
    }

    /** What there is to tell, unless the last line was a moment ago. */
    Optional<Line> due(long nowNanos) {
        return nowNanos - toldNanos < gapNanos ? Optional.empty() : rest(nowNanos);
    }

    /** What there is to tell. */
    Optional<Line> rest(long nowNanos) {
        Refusal of = loudest;
        if (of == null) {
            return Optional.empty();
        }
        Line line = new Line(of, counts);
        counts = new EnumMap<>(ErrorCode.class);
        loudest = null;
        toldNanos = nowNanos;
        return Optional.of(line);
    }

    /** Whether nothing waits and the next one is told at once. */
    boolean isOver(long nowNanos) {
        return loudest == null && nowNanos - toldNanos >= gapNanos;
    }
}
