// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/**
 * A message that breaks a rule, with the failure to report. Stackless: the peer is at fault, not this code, and an
 * attack must not cost a stack walk each time. Immutable.
 */
public final class HttpRejection extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** The detail says what was wrong, for the log and the answer; it must hold no secret. */
    public HttpRejection(ErrorCode code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
