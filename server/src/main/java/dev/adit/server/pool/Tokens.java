// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.adit.wire.PoolProtocol;
import dev.adit.wire.Secret;
import io.netty.util.NetUtil;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The tokens that prove a registration: JWTs signed with a secret of this process, good for a day, which name a
 * registration and never the key behind it. Thread-safe. The first use loads the library and takes its time, so it
 * happens on no event loop.
 */
final class Tokens {
    private static final String ISSUER = "adit";
    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 16;

    private final SecureRandom random;
    private final Clock clock;
    private final Algorithm algorithm;
    private final JWTVerifier verifier;

    Tokens(SecureRandom random, Clock clock) {
        this.random = random;
        this.clock = clock;
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        algorithm = Algorithm.HMAC256(secret);
        verifier = ((JWTVerifier.BaseVerification) JWT.require(algorithm).withIssuer(ISSUER)).build(clock);
    }

    /** A new token of the registration; those before it stay good until they expire. */
    Secret issue(Registration registration) {
        Instant now = clock.instant();
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new Secret(JWT.create()
                .withIssuer(ISSUER)
                .withSubject(registration.number())
                .withClaim("tunnel_id", registration.name().value())
                .withClaim("subdomain", registration.name().value())
                .withClaim("client_ip", NetUtil.toAddressString(registration.address()))
                .withIssuedAt(now)
                .withNotBefore(now)
                .withExpiresAt(now.plus(PoolProtocol.TOKEN_LIFE))
                .withJWTId(HexFormat.of().formatHex(id))
                .sign(algorithm));
    }

    /** Whether the token is of this registration and still good. */
    boolean isOf(Secret token, Registration registration) {
        return tunnelOf(token, registration.number())
                .filter(registration.name().value()::equals)
                .isPresent();
    }

    /** Takes as long as {@link #isOf} and is never true: a name without a registration looks like a wrong token. */
    boolean isOfNobody(Secret token) {
        return tunnelOf(token, "").isPresent();
    }

    private Optional<String> tunnelOf(Secret token, String number) {
        try {
            DecodedJWT decoded = verifier.verify(token.reveal());
            return number.equals(decoded.getSubject())
                    ? Optional.ofNullable(decoded.getClaim("tunnel_id").asString())
                    : Optional.empty();
        } catch (JWTVerificationException ignored) {
            // Malformed, not ours, or expired: all the same to whoever asks.
            return Optional.empty();
        }
    }
}
