// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.MessageHead;
import dev.adit.wire.Cidr;
import java.net.InetAddress;
import java.util.List;

/**
 * Who the visitor is: the peer of the socket, or what trusted proxies in front say, read from the right up to the first
 * address that is not theirs (H1-10). Immutable.
 */
final class VisitorAddress {
    private final List<Cidr> trusted;

    VisitorAddress(List<Cidr> trusted) {
        this.trusted = trusted;
    }

    boolean isTrusted(InetAddress peer) {
        return trusted.stream().anyMatch(block -> block.contains(peer));
    }

    /** How a request came to a trusted peer, and from whom. */
    ProxyChain chain(InetAddress peer, MessageHead head) {
        return ProxyChain.of(peer, head, this::isTrusted);
    }
}
