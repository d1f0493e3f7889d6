// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.io.Serial;

/** No stream can be opened on this session now; carries no stack trace. */
public final class SessionClosedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SessionClosedException(String message) {
        super(message, null, false, false);
    }
}
