// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** Which end of the byte link a session is; it decides who opens which stream ids. */
public enum Role {
    /** The end that dialled: opens odd ids, beginning with 1. */
    CLIENT(1),
    /** The end that accepted: opens even ids, beginning with 2. */
    SERVER(2);

    private final int firstId;

    Role(int firstId) {
        this.firstId = firstId;
    }

    int firstId() {
        return firstId;
    }

    /** Whether streams of this id are opened by this end. */
    boolean opens(int id) {
        return (id & 1) == (firstId & 1);
    }
}
