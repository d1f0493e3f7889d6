// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.time.Duration;
import java.util.Optional;

/** What becomes of a run after a dial was answered without a session. Immutable. */
sealed interface Verdict {
    /** The run ends: asking again is pointless. */
    record Final(String code, String message) implements Verdict {}

    /** Dial again, after the wait that the server asked for if it did. */
    record Retry(String reason, Optional<Duration> after) implements Verdict {}
}
