// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

/** How log lines look. Immutable. */
public enum LogFormat {
    TEXT,
    JSON
}
