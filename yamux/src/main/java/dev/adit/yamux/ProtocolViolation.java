// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.io.Serial;

/** The peer broke a rule that ends the session with GoAway(1). Stackless; never leaves {@link Session#receive}. */
final class ProtocolViolation extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ProtocolViolation(String detail) {
        super(detail, null, false, false);
    }
}
