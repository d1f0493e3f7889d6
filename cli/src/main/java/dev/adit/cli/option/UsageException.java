// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

/**
 * Wrong usage or configuration: its message says what is wrong, where it stands and what to write instead. Stackless;
 * ends the program with exit code 2.
 */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message, null, false, false);
    }

    /** A wrong value, with the place it came from in front. */
    public static UsageException at(Source source, String message) {
        return new UsageException(source + ": " + message);
    }
}
