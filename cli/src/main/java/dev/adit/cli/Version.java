// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli;

/** The version of the program, the same as the build's. Immutable. */
public final class Version {
    public static final String TEXT = "0.1.0";

    private Version() {}
}
