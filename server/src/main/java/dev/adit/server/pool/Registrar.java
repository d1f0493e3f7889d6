// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Answer;
import dev.adit.http.ErrorCode;
import dev.adit.server.PoolConfig;
import dev.adit.server.edge.ControlHost;
import dev.adit.server.keys.Key;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.Surface;
import dev.adit.server.registry.ClaimOutcome;
import dev.adit.server.registry.Owner;
import dev.adit.server.session.Admission;
import dev.adit.server.session.KeyCheck;
import dev.adit.server.session.Neighbours;
import dev.adit.wire.ClaimOptions;
import dev.adit.wire.PoolProtocol;
import dev.adit.wire.PoolProtocol.Wish;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import dev.adit.wire.WireException;
import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers pool clients: key, rights, name and port, token, in this order, so that who has no key learns nothing about
 * names (AL-02). Thread-safe; keys and tokens are looked at on virtual threads.
 */
final class Registrar {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);
    private static final int NUMBER_BITS = 128;
    private static final String NAME_RULE = "a tunnel's name is 3 to 63 of a-z, 0-9 and '-', without '-' at either end";

    private final Neighbours server;
    private final PoolConfig config;
    private final KeyCheck keys;
    private final Pools pools;
    private final Tokens tokens;
    private final PoolOpener opener;
    private final Executor blocking;

    /**
     * @param blocking runs what takes its time
     */
    Registrar(Neighbours server, KeyCheck keys, Pools pools, Tokens tokens, PoolOpener opener, Executor blocking) {
        this.server = server;
        this.keys = keys;
        this.pools = pools;
        this.tokens = tokens;
        this.opener = opener;
        this.blocking = blocking;
        config = server.config().pool();
    }

    /** Registers nobody from now on: the server is about to end. */
    void drain() {
        opener.drain();
    }

    /** Registers, or says why not; the answer comes on any thread. */
    void register(Asked asked, String content, Consumer<Answer> done) {
        Wish wish;
        try {
            wish = asked.byPost() ? Wish.parse(content) : new Wish(asked.name(), Optional.empty());
        } catch (WireException e) {
            String why = "the content is no JSON object such as {\"name\":\"demo\"}: " + e.getMessage();
            done.accept(refusal(asked.caller(), ErrorCode.BAD_REGISTRATION, why, Optional.empty()));
            return;
        }
        if (opener.isDraining()) {
            Optional<Duration> later = Optional.of(Duration.ofSeconds(2));
            done.accept(
                    refusal(asked.caller(), ErrorCode.DRAINING, "the server is about to restart; ask again", later));
            return;
        }
        blocking.execute(() -> new Attempt(asked, wish, done).authenticate());
    }

    /** The answer of a refusal, of which the log is told. */
    Answer refusal(ControlHost.Caller caller, ErrorCode code, String message, Optional<Duration> retryAfter) {
        tellRefused(caller, code, message);
        return DeskAnswers.failure(code, message, retryAfter);
    }

    /** Tells the log alone, where the answer is one of its own. */
    void tellRefused(ControlHost.Caller caller, ErrorCode code, String why) {
        String peer = NetUtil.toAddressString(caller.peer().getAddress());
        server.refusals().log(Refusal.refused(Surface.POOL, code, peer, caller.requestId(), why));
    }

    /** One registration on its way. On whatever thread the step before ended. */
    private final class Attempt {
        private final Asked asked;
        private final Wish wish;
        private final Consumer<Answer> done;
        private final String address;
        private Optional<Key> key = Optional.empty();
        private boolean counted;
        /** The number of a live registration of the name, which the token proves to be the client's. */
        private Optional<String> proven = Optional.empty();

        Attempt(Asked asked, Wish wish, Consumer<Answer> done) {
            this.asked = asked;
            this.wish = wish;
            this.done = done;
            address = NetUtil.toAddressString(asked.address());
        }

        void authenticate() {
            KeyCheck.Verdict verdict = keys.check(
                    asked.credential(),
                    asked.address(),
                    server.config().access().anonymous().pool());
            key = verdict.key();
            verdict.refusal().ifPresentOrElse(this::refuseKey, this::renewOrClaim);
        }

        private void refuseKey(KeyCheck.Refusal why) {
            switch (why) {
                case NO_KEY -> refuse(ErrorCode.KEY_REFUSED, "authentication failed: this server needs a key");
                case WRONG_KEY ->
                    refuse(ErrorCode.KEY_REFUSED, "authentication failed: the key is unknown, revoked or expired");
                case TOO_OFTEN ->
                    refuse(
                            ErrorCode.RATE_EXCEEDED,
                            "authentication failed: " + KeyCheck.WAIT_TEXT,
                            Optional.of(KeyCheck.WAIT));
            }
        }

        private void renewOrClaim() {
            Optional<Registration> live =
                    wish.name().flatMap(pools::named).filter(this::mayRenew).map(Pool::registration);
            OptionalInt port = live.map(this::portOf).orElseGet(OptionalInt::empty);
            if (port.isPresent()) {
                LOG.debug("pool '{}': its token is renewed", live.get().name());
                answer(live.get(), port.getAsInt());
                return;
            }
            // Who has a key is the owner by that; its older tokens are good no more.
            proven = live.filter(same -> key.isEmpty()).map(Registration::number);
            Optional<TunnelName> name = wish.name().isPresent()
                    ? wish.name().flatMap(TunnelName::parse)
                    : Optional.of(TunnelName.random(server.random()));
            name.ifPresentOrElse(
                    wanted -> admit(wanted, wish.name().isPresent()), () -> refuse(ErrorCode.NAME_REFUSED, NAME_RULE));
        }

        /** Where links go on to join; empty where they cannot: only the registering address may at a port of its own. */
        private OptionalInt portOf(Registration live) {
            if (!live.ownPort()) {
                return OptionalInt.of(opener.sharedPort().orElse(0));
            }
            return live.address().equals(asked.address()) ? opener.ownPort(live) : OptionalInt.empty();
        }

        private boolean mayRenew(Pool pool) {
            Optional<String> keyId = pool.registration().key().map(Key::id);
            return keyId.equals(key.map(Key::id))
                    && wish.token()
                            .filter(token -> tokens.isOf(token, pool.registration()))
                            .isPresent();
        }

        private void admit(TunnelName name, boolean wanted) {
            boolean ownPort = opener.sharedPort().isEmpty() || (config.ports().isPresent() && asked.likeLocaltunnel());
            Admission admission = Admission.ofPool(server, key, asked.address());
            Optional<Admission.Refusal> refusal = admission
                    .refusal(TunnelKind.HTTP, name, Optional.empty(), ClaimOptions.NONE)
                    .or(() -> counted ? Optional.empty() : admission.register());
            if (refusal.isPresent()) {
                refuse(
                        refusal.get().code(),
                        refusal.get().message(),
                        refusal.get().retryAfter());
                return;
            }
            counted = true;
            Registration registration = new Registration(
                    proven.filter(number -> wanted)
                            .orElseGet(() -> String.format("%032x", new BigInteger(NUMBER_BITS, server.random()))),
                    name,
                    wanted,
                    key,
                    asked.address(),
                    ownPort,
                    Instant.now());
            open(registration, admission);
        }

        private void open(Registration registration, Admission admission) {
            Owner owner = admission.owner(Optional.of(new Secret(registration.number())));
            opener.open(registration, owner, outcome -> {
                switch (outcome) {
                    case PoolOpener.Outcome.Opened opened -> registered(registration, opened.port());
                    case PoolOpener.Outcome.Refused no -> refuse(no.code(), no.message(), no.retryAfter());
                    case PoolOpener.Outcome.Denied no -> onDenied(no.denied(), registration, admission);
                }
            });
        }

        private void onDenied(ClaimOutcome.Denied denied, Registration registration, Admission admission) {
            if (denied.code() == ErrorCode.NAME_TAKEN && config.randomName() && registration.asked()) {
                admit(TunnelName.random(server.random()), false);
                return;
            }
            admission.unregister();
            refuse(denied.code(), denied.message(), denied.retryAfter());
        }

        private void registered(Registration registration, int port) {
            LOG.info(
                    "pool '{}': registered from {} with key '{}', links at port {}",
                    registration.name(),
                    address,
                    key.map(Key::name).orElse(""),
                    port);
            blocking.execute(() -> answer(registration, port));
        }

        private void answer(Registration registration, int port) {
            done.accept(DeskAnswers.found(new PoolProtocol.Registered(
                            registration.name().value(),
                            port,
                            config.bounds().links(),
                            server.urls().http(registration.name(), asked.dialled()),
                            registration.tokenNeeded(),
                            Optional.of(tokens.issue(registration)),
                            registration.ownPort())
                    .json()));
        }

        private void refuse(ErrorCode code, String message) {
            refuse(code, message, Optional.empty());
        }

        private void refuse(ErrorCode code, String message, Optional<Duration> retryAfter) {
            done.accept(refusal(asked.caller(), code, message, retryAfter));
        }
    }
}
