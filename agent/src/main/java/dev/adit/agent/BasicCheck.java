// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.adit.wire.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a visitor's {@code Authorization} names one of a tunnel's credentials (RFC 7617). Immutable. */
final class BasicCheck {
    private static final String SCHEME = "basic ";

    private final List<Secret> accepted;

    BasicCheck(List<BasicCredential> credentials) {
        this.accepted = credentials.stream().map(BasicCredential::pair).toList();
    }

    /** Whether visitors must show a credential at all. */
    boolean isOn() {
        return !accepted.isEmpty();
    }

    /** Compares with every pair, so that time does not tell which one was close. Without pairs all are let in. */
    boolean admits(Optional<String> authorization) {
        if (accepted.isEmpty()) {
            return true;
        }
        Secret shown = new Secret(authorization.flatMap(BasicCheck::pair).orElse(""));
        boolean admitted = false;
        for (Secret pair : accepted) {
            admitted |= pair.equals(shown);
        }
        return admitted;
    }

    private static Optional<String> pair(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            return Optional.of(new String(decoded, UTF_8));
        } catch (IllegalArgumentException ignored) { // not base64, so no credential
            return Optional.empty();
        }
    }
}
