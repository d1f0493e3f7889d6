// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.wire.HostPort;

/**
 * Where a listener binds, from {@code ADDR:PORT}, {@code :8080} (all IPv4 addresses) or {@code [::1]:80}; port 0 takes
 * a free one. Immutable. Prints as it stands in a URL: {@code 0.0.0.0:8080}.
 */
public record ListenAddress(HostPort address) {
    private static final String FORMS = "write ADDR:PORT, for example :8080, 127.0.0.1:8080 or [::1]:8080";

    /** Reads a listen address. */
    public static ListenAddress parse(String text) {
        if (text.indexOf(':') < 0) {
            throw new IllegalArgumentException("'" + text + "' is not a listen address: it has no colon; " + FORMS);
        }
        try {
            return new ListenAddress(HostPort.parse(text.startsWith(":") ? "0.0.0.0" + text : text, -1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a listen address: " + e.getMessage() + "; " + FORMS, e);
        }
    }

    public static ListenAddress of(String host, int port) {
        return new ListenAddress(new HostPort(host, port));
    }

    public String host() {
        return address.host();
    }

    public int port() {
        return address.port();
    }

    public boolean isLoopback() {
        return address.isLoopback();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
