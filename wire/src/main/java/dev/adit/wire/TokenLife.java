// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * How long a token lives, read from its claims (RFC 7519 section 4.1) without checking its signature, which only the
 * server can. Stateless.
 */
public final class TokenLife {
    private TokenLife() {}

    /**
     * The time from its making to its end, by the server's clock alone, since ours may be off.
     *
     * @param answered the server's clock when it gave the token, for one that does not say when it was made
     * @return empty for a token that does not say when it ends
     */
    public static Optional<Duration> of(Secret token, Optional<Instant> answered) {
        String[] parts = token.reveal().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonFields claims =
                    JsonFields.parse(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8));
            Optional<Long> begin =
                    claims.number("iat").or(() -> claims.number("nbf")).or(() -> answered.map(Instant::getEpochSecond));
            Optional<Long> end = claims.number("exp");
            return end.flatMap(last -> begin.map(first -> span(first, last)));
        } catch (IllegalArgumentException | WireException ignored) { // not such a token: it says nothing of its end
            return Optional.empty();
        }
    }

    private static Duration span(long first, long last) {
        return Duration.ofSeconds(Math.clamp(last, 0, Integer.MAX_VALUE * 8L))
                .minusSeconds(Math.clamp(first, 0, Integer.MAX_VALUE * 8L));
    }
}
