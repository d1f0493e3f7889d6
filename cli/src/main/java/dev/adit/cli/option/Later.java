// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

/** Whether an option already has its effect. Immutable. */
public enum Later {
    /** It works. */
    BUILT,
    /** It is checked and has no effect yet; a line on stderr says so. */
    WITHOUT_EFFECT
}
