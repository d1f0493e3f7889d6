// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

/** What an agent speaks to its server. Immutable. */
public enum WireProtocol {
    /** adit.1, falling back to Exio mode when the server does not echo it. */
    AUTO,
    ADIT,
    EXIO,
    POOL
}
