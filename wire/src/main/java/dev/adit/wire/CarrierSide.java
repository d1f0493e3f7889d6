// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import dev.adit.yamux.Role;

/** Which end of a carrier we are. Immutable. */
public enum CarrierSide {
    /** Dialled: masks what it sends, wants unmasked frames, opens odd streams. */
    AGENT(Role.CLIENT, true),
    /** Accepted: the reverse. */
    SERVER(Role.SERVER, false);

    private final Role role;
    private final boolean masks;

    CarrierSide(Role role, boolean masks) {
        this.role = role;
        this.masks = masks;
    }

    Role role() {
        return role;
    }

    boolean masks() {
        return masks;
    }
}
