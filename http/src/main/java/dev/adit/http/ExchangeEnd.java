// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.time.Duration;
import java.util.Optional;

/**
 * How an exchange ended. Immutable.
 *
 * @param outcome what became of it
 * @param status the status sent to the client, 499 when it left before one
 * @param failure what went wrong, when something did
 * @param detail for the log; never a secret
 * @param requestBytes content bytes received from the client
 * @param responseBytes content bytes received from the upstream
 * @param duration from the request head to the end
 */
public record ExchangeEnd(
        Outcome outcome,
        int status,
        Optional<ErrorCode> failure,
        String detail,
        long requestBytes,
        long responseBytes,
        Duration duration) {
    /** The status that stands in logs for a client that left. */
    public static final int CLIENT_GONE = 499;

    /** What became of an exchange. */
    public enum Outcome {
        /** Both messages went through whole. */
        COMPLETE,
        /** The answer was one of ours, naming a failure. */
        FAILED,
        /** The answer broke off after its head. */
        TRUNCATED,
        /** The client left first. */
        ABORTED,
        /** It became a byte pipe, which has ended. */
        UPGRADED
    }
}
