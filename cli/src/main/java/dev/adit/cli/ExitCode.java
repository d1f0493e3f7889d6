// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli;

/** How a run of the program ended, as scripts see it. Immutable. */
public enum ExitCode {
    /** Ended as asked. */
    OK(0),
    /** Failed while running. */
    FAILED(1),
    /** Wrong usage or configuration. */
    USAGE(2),
    /** The server said no: a bad key, a taken name, a missing right, replaced by a newer session. */
    REFUSED(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
