// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.FieldName;
import dev.adit.http.ResponseEdit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns a service's own origin back into the public one: a Location that names it, a cookie Domain equal to its host.
 * All else is untouched. Immutable.
 *
 * @param publicOrigin e.g. {@code https://demo.example.com}, without a slash at its end
 */
record PublicOriginEdit(TargetOrigin origin, String publicOrigin) implements ResponseEdit {
    private static final String DOMAIN = "domain=";

    @Override
    public boolean concerns(FieldName name) {
        return name == FieldName.LOCATION || name == FieldName.SET_COOKIE || name == FieldName.ADIT_ERROR;
    }

    @Override
    public Optional<String> apply(FieldName name, String value) {
        if (name == FieldName.LOCATION) {
            return Optional.of(
                    origin.behind(value).map(rest -> publicOrigin + rest).orElse(value));
        }
        return name == FieldName.ADIT_ERROR ? Optional.empty() : Optional.of(withoutOwnDomain(value));
    }

    private String withoutOwnDomain(String cookie) {
        if (!cookie.toLowerCase(Locale.ROOT).contains(DOMAIN)) {
            return cookie;
        }
        return Arrays.stream(cookie.split(";", -1))
                .filter(part -> !isOwnDomain(part))
                .collect(Collectors.joining(";"));
    }

    private boolean isOwnDomain(String part) {
        String attribute = part.strip().toLowerCase(Locale.ROOT);
        if (!attribute.startsWith(DOMAIN)) {
            return false;
        }
        String domain = attribute.substring(DOMAIN.length()).strip();
        return origin.host().equals(domain.startsWith(".") ? domain.substring(1) : domain);
    }
}
