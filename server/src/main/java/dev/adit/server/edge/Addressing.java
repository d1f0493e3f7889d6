// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Authority;
import dev.adit.http.MessageHead;
import dev.adit.server.EdgeConfig;
import dev.adit.server.Routing;
import dev.adit.wire.HostPort;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds out what a request is addressed to, by host or by path alone: no cookie, no Referer (H1-03, H1-28). Immutable.
 *
 * <p>In subdomain mode the control host is the domain itself, the host of the public URL, and any host that does not lie
 * below the domain; on {@code NAME.DOMAIN} every path is the tunnel's. In path mode the server's own paths answer on
 * every host, and the first segment of any other path names the tunnel.
 */
final class Addressing {
    static final String CONNECT = "/_connect";
    static final String CONFIG = "/_config";
    private static final Address NOWHERE = new Address.Nowhere();

    private final boolean byPath;
    private final String suffix;
    private final Optional<String> publicHost;
    private final Predicate<String> isOwnPath;

    /**
     * @param isOwnPath whether a path is the server's own in path mode
     */
    Addressing(EdgeConfig edge, Predicate<String> isOwnPath) {
        this.isOwnPath = isOwnPath;
        byPath = edge.routing() == Routing.PATH;
        suffix = edge.domain().map(domain -> "." + domain).orElse("");
        publicHost = edge.publicUrl().map(url -> url.address()).map(HostPort::urlHost);
    }

    Address of(MessageHead head, Optional<Authority> authority) {
        if (byPath) {
            return byPath(head.target());
        }
        String host = authority.map(Authority::host).orElse("");
        boolean below = host.length() > suffix.length() && host.endsWith(suffix);
        if (!below || (publicHost.isPresent() && publicHost.get().equals(host))) {
            return new Address.Control(path(head.target()));
        }
        String label = host.substring(0, host.length() - suffix.length());
        return label.indexOf('.') >= 0 ? NOWHERE : new Address.Named(label, "");
    }

    private Address byPath(String target) {
        String path = path(target);
        if (isOwnPath.test(path)) {
            return new Address.Control(path);
        }
        int end = path.indexOf('/', 1);
        String segment =
                path.isEmpty() || path.charAt(0) != '/' ? "" : path.substring(1, end < 0 ? path.length() : end);
        return segment.isEmpty() ? NOWHERE : new Address.Named(segment, "/" + segment);
    }

    /** The target without its query. */
    static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
