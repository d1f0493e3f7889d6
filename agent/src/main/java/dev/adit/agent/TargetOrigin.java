// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a local service names itself when it sees its own address as Host. Immutable.
 *
 * @param host in lower case, as a cookie's Domain would have it
 * @param spellings the origins that mean it, e.g. {@code http://localhost:3000}, in lower case
 */
record TargetOrigin(String host, List<String> spellings) {
    TargetOrigin {
        spellings = List.copyOf(spellings);
    }

    /** The origin of a target, if it is one that has any. */
    static Optional<TargetOrigin> of(Target target) {
        return switch (target) {
            case Target.UnixSocket ignored -> Optional.of(new TargetOrigin("localhost", List.of("http://localhost")));
            case Target.Address address -> ofAddress(address);
        };
    }

    private static Optional<TargetOrigin> ofAddress(Target.Address address) {
        String scheme = address.scheme().prefix();
        List<String> spellings = new ArrayList<>(List.of(scheme + address.address()));
        if (address.port() == Target.defaultPort(address.scheme())) {
            spellings.add(scheme + address.address().urlHost());
        }
        return Optional.of(new TargetOrigin(address.host(), spellings));
    }

    /** What follows the origin in a URL that names it; empty for any other URL. */
    Optional<String> behind(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        for (String origin : spellings) {
            if (lower.startsWith(origin) && endsOrigin(url, origin.length())) {
                return Optional.of(url.substring(origin.length()));
            }
        }
        return Optional.empty();
    }

    private static boolean endsOrigin(String url, int at) {
        return at == url.length() || "/?#".indexOf(url.charAt(at)) >= 0;
    }
}
