// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.Locale;

/** Why a tunnel was released. Immutable. */
public enum ReleaseReason {
    /** Its agent ended it. */
    ENDED,
    /** A newer session of the same owner took the name over. */
    REPLACED,
    /** The key lost its right. */
    REVOKED,
    /** The operator closed it, or for any other reason. */
    CLOSED;

    /** The reason in control messages. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reason of this text; one that a newer peer made up is {@link #CLOSED}. */
    static ReleaseReason ofText(String text) {
        return switch (text) {
            case "ended" -> ENDED;
            case "replaced" -> REPLACED;
            case "revoked" -> REVOKED;
            default -> CLOSED;
        };
    }
}
