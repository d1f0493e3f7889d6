// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.wire.ProgramVersion;

/** What this program calls itself, and what it says in words in more than one place. */
final class Program {
    static final String NAME = ProgramVersion.PROGRAM;
    static final String NAME_RULE =
            "the name must be 3 to 63 of a-z, 0-9 and '-', without '-' at either end; choose one with --name";

    static final String TAKEN_OVER = "a newer agent with the same key took the name over meanwhile";

    static final String DRAINING = "the server is about to restart; dial again";

    static final String KEY_GONE = "the key was revoked or has expired; ask the server's operator for a new one";

    private Program() {}
}
