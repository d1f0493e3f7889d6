// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

/** The peer broke WebSocket framing; carries the code to close with. Stackless. */
final class FrameViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final CloseCode code;

    FrameViolation(CloseCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    CloseCode code() {
        return code;
    }
}
