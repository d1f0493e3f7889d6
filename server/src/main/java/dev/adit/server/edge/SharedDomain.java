// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import java.util.Locale;

/**
 * A domain that tunnels have in common: a cookie for it, or for one that it lies below, would be sent to all of them, so
 * no answer of a tunnel sets one (CK-01). Immutable.
 *
 * @param name in lower case, without a dot at its end
 */
record SharedDomain(String name) {
    /** A Set-Cookie value without the Domain attributes that reach too far; the cookie is then its own host's alone. */
    String narrowed(String cookie) {
        String[] parts = cookie.split(";", -1);
        StringBuilder kept = new StringBuilder(cookie.length()).append(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            String[] attribute = parts[i].split("=", 2);
            boolean isDomain = attribute.length == 2 && attribute[0].strip().equalsIgnoreCase("domain");
            if (!isDomain || !isReachedBy(attribute[1])) {
                kept.append(';').append(parts[i]);
            }
        }
        return kept.toString();
    }

    /** Browsers differ on quotes and on dots at either end, so none of them makes a difference here. */
    private boolean isReachedBy(String attribute) {
        String domain = attribute.strip().replace("\"", "").toLowerCase(Locale.ROOT);
        int start = 0;
        int end = domain.length();
        while (start < end && domain.charAt(start) == '.') {
            start++;
        }
        while (end > start && domain.charAt(end - 1) == '.') {
            end--;
        }
        String bare = domain.substring(start, end);
        return !bare.isEmpty() && (name.equals(bare) || name.endsWith("." + bare));
    }
}
