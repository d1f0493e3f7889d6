// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and writes the addresses of a Forwarded field (RFC 7239 sections 4 and 6). Pure. */
final class ForwardedElements {
    private ForwardedElements() {}

    /** An address as the value of {@code for}: IPv6 has brackets, and these need quotes. */
    static String node(InetAddress address) {
        String text = NetUtil.toAddressString(address);
        return text.indexOf(':') >= 0 ? "\"[" + text + "]\"" : text;
    }

    /** What each element says of {@code for}, {@code unknown} where it says nothing; empty when a quote has no end. */
    static Optional<List<String>> nodes(String field) {
        return split(field, ',')
                .map(elements ->
                        elements.stream().map(ForwardedElements::nodeOf).toList());
    }

    private static String nodeOf(String element) {
        for (String pair : split(element, ';').orElse(List.of())) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase("for")) {
                return unquoted(pair.substring(equals + 1).strip());
            }
        }
        return "unknown";
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /** The parts between separators that stand outside of quotes. */
    private static Optional<List<String>> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (!quoted && c == separator) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return quoted ? Optional.empty() : Optional.of(parts);
    }
}
