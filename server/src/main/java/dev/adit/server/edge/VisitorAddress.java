// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.FieldName;
import dev.adit.http.MessageHead;
import dev.adit.wire.Cidr;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

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

    /** The visitor behind a trusted peer. */
    InetAddress behind(InetAddress peer, MessageHead head) {
        Optional<String> chain = head.joined(FieldName.X_FORWARDED_FOR);
        if (chain.isEmpty()) {
            return peer;
        }
        String[] hops = chain.get().split(",", -1);
        InetAddress visitor = peer;
        for (int i = hops.length - 1; i >= 0 && isTrusted(visitor); i--) {
            Optional<InetAddress> hop = literal(hops[i].strip());
            if (hop.isEmpty()) {
                break;
            }
            visitor = hop.get();
        }
        return visitor;
    }

    /** An address without a name look-up; a port behind it is left out. */
    private static Optional<InetAddress> literal(String text) {
        String address = text;
        if (text.startsWith("[") && text.indexOf(']') > 0) {
            address = text.substring(1, text.indexOf(']'));
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
            address = text.substring(0, text.indexOf(':'));
        }
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return octets == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(octets));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is 4 or 16
        }
    }
}
