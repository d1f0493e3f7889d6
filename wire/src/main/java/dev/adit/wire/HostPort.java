// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.net.InetAddress;
import java.util.Locale;

/**
 * A host and a port as written in addresses and URLs: {@code name:80}, {@code 127.0.0.1:80}, {@code [::1]:80}.
 * Immutable.
 *
 * <p>The host is held without brackets and in lower case; nothing is resolved.
 */
public record HostPort(String host, int port) {
    private static final int LAST_PORT = 65_535;

    public HostPort {
        if (!isHost(host)) {
            throw new IllegalArgumentException("'" + host + "' is not a host name or an IP address");
        }
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("port " + port + " is outside 0 to " + LAST_PORT);
        }
        host = host.toLowerCase(Locale.ROOT);
    }

    /**
     * Reads {@code HOST:PORT}, or {@code HOST} alone when a default port is given.
     *
     * @param defaultPort the port of a text without one, negative when the port must be there
     */
    public static HostPort parse(String text, int defaultPort) {
        int colon = colonBeforePort(text);
        if (colon < 0 && defaultPort < 0) {
            throw new IllegalArgumentException("'" + text + "' has no port; write HOST:PORT");
        }
        String host = colon < 0 ? text : text.substring(0, colon);
        return new HostPort(unbracketed(host), colon < 0 ? defaultPort : port(text.substring(colon + 1)));
    }

    /** Reads a port from 1 to 65535 without sign or spaces. */
    public static int port(String digits) {
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > LAST_PORT) {
            throw new IllegalArgumentException("'" + digits + "' is not a port; write a number from 1 to " + LAST_PORT);
        }
        return Integer.parseInt(digits);
    }

    /** Whether the host is this machine by name or number: {@code localhost}, below it, 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.matches("127(\\.[0-9]{1,3}){3}")
                || host.equals("::1")
                || host.equals("0:0:0:0:0:0:0:1");
    }

    /** The host as it stands in a URL, an IPv6 address in brackets. */
    public String urlHost() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        return urlHost() + ":" + port;
    }

    private static int colonBeforePort(String text) {
        int colon = text.lastIndexOf(':');
        boolean bareIpv6 = !text.startsWith("[") && text.indexOf(':') != colon;
        boolean insideBrackets = text.startsWith("[") && colon < text.indexOf(']');
        if (bareIpv6) {
            throw new IllegalArgumentException("'" + text + "' is ambiguous; write an IPv6 address as [::1]:80");
        }
        return insideBrackets ? -1 : colon;
    }

    private static String unbracketed(String host) {
        if (!host.startsWith("[")) {
            return host;
        }
        if (!host.endsWith("]") || host.indexOf(':') < 0) {
            throw new IllegalArgumentException("'" + host + "' is not an IPv6 address in brackets");
        }
        return host.substring(1, host.length() - 1);
    }

    private static boolean isHost(String host) {
        if (host.indexOf(':') >= 0) {
            return isIpv6(host);
        }
        if (host.isEmpty() || host.length() > 253) {
            return false;
        }
        return host.matches(
                "[0-9A-Za-z_]([0-9A-Za-z_-]*[0-9A-Za-z_])?(\\.[0-9A-Za-z_]([0-9A-Za-z_-]*[0-9A-Za-z_])?)*\\.?");
    }

    private static boolean isIpv6(String host) {
        try {
            return host.matches("[0-9A-Fa-f:.]+") && InetAddress.ofLiteral(host).getAddress().length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
