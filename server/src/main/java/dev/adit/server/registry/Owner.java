// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

/**
 * Who a name belongs to: a key, or whoever holds a resume token. Immutable.
 *
 * @param id compared, never shown
 * @param quota what the owner's tunnels are counted under
 * @param tunnels the most that may live at once; 0 means any number
 */
public record Owner(String id, String quota, int tunnels) {
    public static Owner ofKey(String keyId, int tunnels) {
        return new Owner("key:" + keyId, "key:" + keyId, tunnels);
    }

    /** An owner without a key, known by a secret token and counted by address. */
    public static Owner ofToken(String resumeToken, String address, int tunnels) {
        return new Owner("token:" + resumeToken, "address:" + address, tunnels);
    }

    boolean isSame(Owner other) {
        return id.equals(other.id);
    }

    @Override
    public String toString() {
        return quota;
    }
}
