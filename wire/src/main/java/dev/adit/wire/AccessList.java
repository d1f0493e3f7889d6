// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may visit a tunnel. Denied blocks win over allowed ones; without allowed blocks everybody else may.
 * Immutable.
 */
public record AccessList(List<Cidr> allow, List<Cidr> deny) {
    /** Everybody. */
    public static final AccessList OPEN = new AccessList(List.of(), List.of());

    /** Each visitor is compared with all of them, and a claim has to fit into one control message. */
    private static final int MOST_BLOCKS = 1_000;

    public AccessList {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        if (allow.size() + deny.size() > MOST_BLOCKS) {
            throw new IllegalArgumentException((allow.size() + deny.size()) + " blocks of --allow-cidr and --deny-cidr"
                    + " are too many; write at most " + MOST_BLOCKS + ", larger ones");
        }
    }

    /** Whether it keeps nobody out, so that addresses need not be known. */
    public boolean isOpen() {
        return allow.isEmpty() && deny.isEmpty();
    }

    /** Whether the address may visit. */
    public boolean admits(InetAddress visitor) {
        return !holds(deny, visitor) && (allow.isEmpty() || holds(allow, visitor));
    }

    /** Whether a visitor may, whose address may be unknown; an unknown one may only where everybody may. */
    public boolean admits(Optional<InetAddress> visitor) {
        return isOpen() || visitor.filter(this::admits).isPresent();
    }

    private static boolean holds(List<Cidr> blocks, InetAddress visitor) {
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).contains(visitor)) {
                return true;
            }
        }
        return false;
    }
}
