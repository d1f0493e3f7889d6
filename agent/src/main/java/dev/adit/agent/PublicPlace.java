// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.net.URI;

/**
 * Where visitors find a tunnel, for the service to know. Immutable.
 *
 * @param scheme {@code http} or {@code https}
 * @param prefix the path in front of the service's own; empty when there is none
 * @param told whether the server tells the service itself, and is believed
 */
record PublicPlace(String scheme, String prefix, boolean told) {
    /** What an Exio server is taken to be. */
    static final PublicPlace HTTPS = new PublicPlace("https", "", false);

    /** The place of a public URL; of one that cannot be read only the scheme. */
    static PublicPlace of(String url, boolean told) {
        String scheme = url.startsWith("https:") ? "https" : "http";
        try {
            String path = URI.create(url).getRawPath();
            return new PublicPlace(scheme, path == null ? "" : path.replaceFirst("/+$", ""), told);
        } catch (IllegalArgumentException ignored) { // no URI by the book: shown as it is, and not understood
            return new PublicPlace(scheme, "", told);
        }
    }
}
