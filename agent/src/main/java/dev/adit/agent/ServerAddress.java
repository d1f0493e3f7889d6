// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.HostPort;
import java.util.Locale;

/**
 * The server an agent dials, from {@code https://tunnel.example.com}, {@code http://127.0.0.1:8080} or the same with
 * {@code wss://} and {@code ws://}. Immutable.
 */
public record ServerAddress(boolean tls, HostPort address) {
    private static final String FORMS = "write https://tunnel.example.com or http://127.0.0.1:8080";

    public ServerAddress {
        if (address.port() == 0) {
            throw new IllegalArgumentException("port 0 cannot be dialled; write the port the server listens on");
        }
    }

    /** Reads the URL of a server; a path, a query or a user name in it is refused. */
    public static ServerAddress parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int scheme = lower.indexOf("://");
        if (scheme < 0) {
            throw refused(text, "it has no scheme");
        }
        return switch (lower.substring(0, scheme)) {
            case "https", "wss" -> parsed(true, text, text.substring(scheme + 3));
            case "http", "ws" -> parsed(false, text, text.substring(scheme + 3));
            default -> throw refused(text, "its scheme is unknown");
        };
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

    /** The Host of the dial: the port left out when it is the scheme's own. */
    public String authority() {
        return port() == defaultPort(tls) ? address.urlHost() : address.toString();
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority();
    }

    private static ServerAddress parsed(boolean tls, String text, String rest) {
        String authority = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        if (authority.indexOf('@') >= 0) {
            throw refused(tls ? "https://…" : "http://…", "it holds a user name or password");
        }
        if (authority.matches(".*[/?#].*")) {
            throw refused(text, "it has a path or query");
        }
        try {
            return new ServerAddress(tls, HostPort.parse(authority, defaultPort(tls)));
        } catch (IllegalArgumentException e) {
            throw refused(text, String.valueOf(e.getMessage()));
        }
    }

    private static int defaultPort(boolean tls) {
        return tls ? 443 : 80;
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("'" + text + "' is not a server address: " + why + "; " + FORMS);
    }
}
