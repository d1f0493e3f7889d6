// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.FieldName;
import dev.adit.http.MessageHead;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The way a request took to a trusted proxy, as that proxy tells it (H1-10). Immutable.
 *
 * <p>X-Forwarded-For is what proxies keep, so it counts when both fields are there: a Forwarded that names another
 * visitor was most likely passed on from outside, and is written anew. A missing one is written from the other, so that
 * both fields and X-Real-IP always name the same visitor.
 *
 * @param visitor the right-most address that is not trusted
 * @param forwardedFor the addresses for X-Forwarded-For, without the proxy's own; may be empty
 * @param forwarded the elements for Forwarded, without the proxy's own; may be empty
 */
record ProxyChain(InetAddress visitor, String forwardedFor, String forwarded) {
    static ProxyChain of(InetAddress peer, MessageHead head, Predicate<InetAddress> trusted) {
        Optional<String> plain = head.joined(FieldName.X_FORWARDED_FOR);
        Optional<String> elements = head.joined(FieldName.FORWARDED);
        Optional<List<String>> named = elements.flatMap(ForwardedElements::nodes);
        List<String> nodes = plain.map(ProxyChain::split).or(() -> named).orElse(List.of());
        InetAddress visitor = visitor(peer, nodes, trusted);
        boolean agree = named.isPresent() && visitor(peer, named.get(), trusted).equals(visitor);
        return new ProxyChain(
                visitor,
                plain.orElseGet(() -> joined(nodes, "")),
                agree ? elements.orElseThrow() : joined(nodes, "for="));
    }

    /** Whether the proxy says that it asks for somebody; else it asks for itself, as in a health check. */
    boolean isNamed() {
        return !forwardedFor.isEmpty();
    }

    private static List<String> split(String chain) {
        return Arrays.stream(chain.split(",", -1)).map(String::strip).toList();
    }

    private static InetAddress visitor(InetAddress peer, List<String> nodes, Predicate<InetAddress> trusted) {
        InetAddress visitor = peer;
        for (int i = nodes.size() - 1; i >= 0 && trusted.test(visitor); i--) {
            Optional<InetAddress> hop = literal(nodes.get(i));
            if (hop.isEmpty()) {
                break;
            }
            visitor = hop.get();
        }
        return visitor;
    }

    private static String joined(List<String> nodes, String prefix) {
        return nodes.stream()
                .map(node -> prefix
                        + literal(node)
                                .map(prefix.isEmpty() ? NetUtil::toAddressString : ForwardedElements::node)
                                .orElse("unknown"))
                .collect(Collectors.joining(", "));
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
