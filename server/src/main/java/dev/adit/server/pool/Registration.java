// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.server.keys.Key;
import dev.adit.wire.TunnelName;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * What a pool client was granted. Immutable.
 *
 * @param number 128 random bits in hexadecimal, which its tokens name: a later registration of the name is another one,
 *     unless it is that of the same client without a key, as its token proves
 * @param name the tunnel's name, which is the id line of its links
 * @param asked whether the client asked for this name; else it is a random one that nobody guesses
 * @param key what it registered with; empty for none
 * @param address where it registered from, as trusted proxies tell it
 * @param ownPort whether its links come to a port of their own and send no lines
 */
record Registration(
        String number,
        TunnelName name,
        boolean asked,
        Optional<Key> key,
        InetAddress address,
        boolean ownPort,
        Instant createdAt) {
    /**
     * Whether links must send the token. A name that somebody chose is known or guessed by others, and whoever needs a
     * key to register needs to prove that its links are of that registration.
     */
    boolean tokenNeeded() {
        return !ownPort && (asked || key.isPresent());
    }

    /** Whether a link from there may join by the id alone. */
    boolean admitsWithoutToken(InetAddress peer) {
        return !tokenNeeded() && address.equals(peer);
    }
}
