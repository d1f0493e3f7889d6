// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import dev.adit.http.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/** What became of a claim. Immutable. */
public sealed interface ClaimOutcome {
    /** The name is the session's. */
    record Granted(Tunnel tunnel) implements ClaimOutcome {}

    /**
     * The name stays with another.
     *
     * @param retryAfter when asking again may help; empty when it cannot
     */
    record Denied(ErrorCode code, String message, Optional<Duration> retryAfter) implements ClaimOutcome {}
}
