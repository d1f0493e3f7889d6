// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Answer;
import dev.adit.http.ErrorCode;
import dev.adit.http.FieldLines;
import dev.adit.wire.PoolProtocol;
import java.time.Duration;
import java.util.Optional;

/** The answers of the desk: always JSON, since programs read them. Pure. */
final class DeskAnswers {
    private DeskAnswers() {}

    static Answer found(String json) {
        return Answer.json(200, new FieldLines().add("Cache-Control", "no-store"), json + "\n");
    }

    static Answer failure(ErrorCode code, String message) {
        return failure(code, message, Optional.empty());
    }

    /**
     * A refusal.
     *
     * @param retryAfter when asking again may help
     */
    static Answer failure(ErrorCode code, String message, Optional<Duration> retryAfter) {
        FieldLines fields = new FieldLines().add("Adit-Error", code.code()).add("Cache-Control", "no-store");
        retryAfter.ifPresent(wait -> fields.add("Retry-After", Long.toString(Math.ceilDiv(wait.toMillis(), 1_000L))));
        return Answer.json(code.status(), fields, PoolProtocol.refusal(code.code(), message) + "\n");
    }

    /** A method that the path does not know (RFC 9110 section 15.5.6). */
    static Answer methodRefused(String allowed) {
        ErrorCode code = ErrorCode.METHOD_REFUSED;
        FieldLines fields = new FieldLines()
                .add("Adit-Error", code.code())
                .add("Allow", allowed)
                .add("Cache-Control", "no-store");
        return Answer.json(code.status(), fields, PoolProtocol.refusal(code.code(), "here is only " + allowed) + "\n");
    }
}
