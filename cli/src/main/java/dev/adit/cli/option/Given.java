// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

/** A text somebody gave for an option, with its source; prints the source alone, for it may be a secret. Immutable. */
public record Given(String text, Source source) {
    @Override
    public String toString() {
        return source.toString();
    }
}
