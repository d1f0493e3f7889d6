// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.wire.HostPort;
import java.util.Locale;

/** How visitors reach the server when a proxy stands in front: scheme, host, port. Immutable. */
public record PublicUrl(boolean tls, HostPort address) {
    private static final String FORMS = "write https://tunnel.example.com or http://tunnel.example.com:8080";

    public static PublicUrl parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean tls = lower.startsWith("https://");
        if (!tls && !lower.startsWith("http://")) {
            throw new IllegalArgumentException("'" + text + "' is not a public URL: no http:// or https://; " + FORMS);
        }
        String authority = text.substring(tls ? 8 : 7).replaceFirst("/$", "");
        if (authority.matches(".*[/?#@].*")) {
            throw new IllegalArgumentException("'" + text + "' is not a public URL: more than host and port; " + FORMS);
        }
        try {
            return new PublicUrl(tls, HostPort.parse(authority, tls ? 443 : 80));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a public URL: " + e.getMessage() + "; " + FORMS, e);
        }
    }

    public String scheme() {
        return tls ? "https" : "http";
    }

    /** {@code host} with the port unless it is the scheme's own; the given host in place of ours. */
    public String urlFor(String host) {
        boolean usual = address.port() == (tls ? 443 : 80);
        return scheme() + "://" + host + (usual ? "" : ":" + address.port());
    }

    @Override
    public String toString() {
        return urlFor(address.urlHost());
    }
}
