// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Authority;
import dev.adit.http.FieldLines;
import dev.adit.http.FieldName;
import dev.adit.http.MessageHead;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The fields that tell a local service about its visitor, as we write them (H1-09, H1-10, RFC 7239). Immutable.
 *
 * @param instance this server in Via, so that a loop is seen
 * @param defaultScheme how visitors reach the server when no trusted proxy says otherwise
 */
record ForwardingFields(String instance, String defaultScheme) {
    private static final int MOST_OWN_HOPS = 8;
    private static final String OWN_MARK = ".adit-";

    /** The lines for a request that came straight from its visitor. */
    FieldLines fromVisitor(InetAddress peer, Authority authority, String tunnel, String prefix) {
        String address = NetUtil.toAddressString(peer);
        FieldLines lines = new FieldLines()
                .add("X-Forwarded-For", address)
                .add("X-Forwarded-Host", authority.toString())
                .add("X-Forwarded-Port", port(authority))
                .add("X-Forwarded-Proto", defaultScheme)
                .add("X-Real-IP", address)
                .add("Forwarded", forwarded(peer, authority));
        return common(lines, tunnel, prefix);
    }

    /** The lines for a request that a trusted proxy passed on: what it said of the way stays, its address is appended. */
    FieldLines fromProxy(
            InetAddress peer, ProxyChain chain, MessageHead head, Authority authority, String tunnel, String prefix) {
        FieldLines lines = new FieldLines()
                .add("X-Forwarded-For", behind(chain.forwardedFor()) + NetUtil.toAddressString(peer))
                .add("X-Real-IP", NetUtil.toAddressString(chain.visitor()))
                .add("Forwarded", behind(chain.forwarded()) + forwarded(peer, authority));
        addUnlessPresent(lines, head, FieldName.X_FORWARDED_HOST, "X-Forwarded-Host", authority.toString());
        addUnlessPresent(lines, head, FieldName.X_FORWARDED_PORT, "X-Forwarded-Port", port(authority));
        addUnlessPresent(lines, head, FieldName.X_FORWARDED_PROTO, "X-Forwarded-Proto", defaultScheme);
        return common(lines, tunnel, prefix);
    }

    private static String behind(String before) {
        return before.isEmpty() ? "" : before + ", ";
    }

    private static void addUnlessPresent(
            FieldLines lines, MessageHead head, FieldName name, String text, String value) {
        if (head.count(name) == 0) {
            lines.add(text, value);
        }
    }

    private FieldLines common(FieldLines lines, String tunnel, String prefix) {
        if (!prefix.isEmpty()) {
            lines.add("X-Forwarded-Prefix", prefix);
        }
        return lines.add("Via", "1.1 " + tunnel + OWN_MARK + instance);
    }

    private String forwarded(InetAddress peer, Authority authority) {
        return "for=" + ForwardedElements.node(peer) + ";host=\"" + authority + "\";proto=" + defaultScheme;
    }

    private String port(Authority authority) {
        int usual = defaultScheme.equals("https") ? 443 : 80;
        return Integer.toString(authority.port() < 0 ? usual : authority.port());
    }

    /** Whether a request has come through this tunnel before, or through too many tunnels (H1-09). */
    boolean isLoop(MessageHead head, String tunnel) {
        Optional<String> via = head.joined(FieldName.VIA);
        if (via.isEmpty()) {
            return false;
        }
        String[] hops = via.get().split(OWN_MARK, -1);
        return hops.length > MOST_OWN_HOPS || via.get().contains(" " + tunnel + OWN_MARK + instance);
    }
}
