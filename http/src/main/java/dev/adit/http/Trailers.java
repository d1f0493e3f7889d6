// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.io.ByteArrayOutputStream;

/**
 * The trailer section of a chunked body, as lines ready to be sent. Fields that could change framing, routing or
 * authentication are left out (RFC 9110 section 6.5.1, H1-14). Immutable once built.
 */
final class Trailers {
    static final Trailers NONE = new Trailers(new byte[0]);

    private final byte[] lines;

    private Trailers(byte[] lines) {
        this.lines = lines;
    }

    /** Field lines with their line ends; empty when there are none. */
    byte[] lines() {
        return lines;
    }

    /** Keeps those fields of a scanned trailer section that may pass. */
    static Trailers of(MessageHead section) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (int field = 0; field < section.fieldCount; field++) {
            if (mayPass(section, field)) {
                int start = section.nameStart(field);
                kept.write(section.bytes, start, section.valueEnd(field) - start);
                kept.write('\r');
                kept.write('\n');
            }
        }
        return kept.size() == 0 ? NONE : new Trailers(kept.toByteArray());
    }

    private static boolean mayPass(MessageHead section, int field) {
        return switch (section.names[field]) {
            case OTHER -> !isRefused(section.nameText(field));
            default -> false;
        };
    }

    private static boolean isRefused(String name) {
        return switch (name.toLowerCase(java.util.Locale.ROOT)) {
            case "cache-control",
                    "content-encoding",
                    "content-range",
                    "content-type",
                    "date",
                    "expires",
                    "age",
                    "pragma",
                    "range",
                    "vary",
                    "warning",
                    "retry-after",
                    "www-authenticate",
                    "authentication-info",
                    "proxy-authentication-info" -> true;
            default -> false;
        };
    }
}
