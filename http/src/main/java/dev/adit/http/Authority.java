// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.util.Locale;
import java.util.Optional;

/**
 * A host with an optional port, as in a Host field (RFC 9110 section 4.2, 7.2). Immutable.
 *
 * @param host in lower case, one trailing dot removed; an IPv6 address keeps its brackets
 * @param port the port, or -1 when none was given
 */
public record Authority(String host, int port) {
    private static final int LONGEST_HOST = 255;

    /** Parses a Host value; empty when it has user information, a comma, a blank, a bad port, an empty label, no host. */
    public static Optional<Authority> parse(String text) {
        int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (hostEnd < 0) {
            hostEnd = text.length();
        }
        if (hostEnd == 0 || hostEnd > LONGEST_HOST || !isHost(text, hostEnd)) {
            return Optional.empty();
        }
        int port = port(text, hostEnd);
        if (port == -2) {
            return Optional.empty();
        }
        String host = text.substring(0, hostEnd).toLowerCase(Locale.ROOT);
        return Optional.of(new Authority(host.endsWith(".") ? host.substring(0, host.length() - 1) : host, port));
    }

    private static boolean isHost(String text, int end) {
        if (text.charAt(0) == '[') {
            return isIpv6(text.substring(1, end - 1));
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean emptyLabel = c == '.' && (i == 0 || text.charAt(i - 1) == '.');
            if (c > 0x7F || !Octets.isHost((byte) c) || emptyLabel) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String address) {
        return io.netty.util.NetUtil.isValidIpV6Address(address) && address.indexOf('%') < 0;
    }

    /** The port behind the host, -1 when there is none, -2 when it is not a port. */
    private static int port(String text, int hostEnd) {
        if (hostEnd == text.length()) {
            return -1;
        }
        int digits = text.length() - hostEnd - 1;
        if (text.charAt(hostEnd) != ':' || digits > 5) {
            return -2;
        }
        int port = 0;
        for (int i = hostEnd + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -2;
            }
            port = port * 10 + (c - '0');
        }
        if (digits == 0) {
            return -1;
        }
        return port > 65535 || port == 0 ? -2 : port;
    }

    @Override
    public String toString() {
        return port < 0 ? host : host + ":" + port;
    }
}
