// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.time.Duration;
import java.util.Optional;

/** What becomes of a run after a dial was answered without a session. Immutable. */
sealed interface Verdict {
    /** What helps against it, for the log, where the run goes on. */
    default Verdict withHint(String hint) {
        return switch (this) {
            case Final no -> no;
            case Retry later -> new Retry(later.reason() + "; " + hint, later.after());
        };
    }

    /** The run ends: asking again is pointless. */
    record Final(String code, String message) implements Verdict {}

    /** Dial again, after the wait that the server asked for if it did. */
    record Retry(String reason, Optional<Duration> after) implements Verdict {}
}
