// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

/** Where in a configuration file an option's key may stand. Immutable. */
public enum FileScope {
    /** Nowhere: flag or environment alone. */
    NONE,
    /** The top level of {@code adit.yaml}. */
    AGENT,
    /** One tunnel of {@code adit.yaml}. */
    TUNNEL,
    /** The top level of {@code adit-server.yaml}. */
    SERVER
}
