// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.refusal;

import java.util.Locale;

/** Where a request came in that was refused or failed. */
public enum Surface {
    /** A visitor's HTTP connection. */
    EDGE,
    /** An agent's dial. */
    CONNECT,
    /** An agent's session: what it claims, and how it keeps to its protocol. */
    SESSION,
    /** A visitor's connection to a TCP tunnel. */
    TCP,
    /** A pool client's registration, or its link. */
    POOL;

    /** As log lines name it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
