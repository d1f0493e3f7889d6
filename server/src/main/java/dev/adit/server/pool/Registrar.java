// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Answer;
import dev.adit.http.ErrorCode;
import dev.adit.server.PoolConfig;
import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.server.keys.Key;
import dev.adit.server.registry.Claim;
import dev.adit.server.registry.ClaimOutcome;
import dev.adit.server.registry.Owner;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.session.Admission;
import dev.adit.server.session.KeyCheck;
import dev.adit.server.session.Neighbours;
import dev.adit.server.tcp.TcpPorts;
import dev.adit.wire.AccessList;
import dev.adit.wire.ClaimOptions;
import dev.adit.wire.PoolProtocol;
import dev.adit.wire.PoolProtocol.Wish;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import dev.adit.wire.WireException;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers pool clients: key, rights, name, port, token, in this order, so that who has no key learns nothing about
 * names (AL-02). Thread-safe; keys and tokens are looked at on virtual threads.
 */
final class Registrar {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);
    private static final int NUMBER_BITS = 128;
    /** A registration has one tunnel, as a dial of an Exio agent has. */
    private static final int ONLY_TUNNEL = 1;

    private static final String NAME_RULE = "a tunnel's name is 3 to 63 of a-z, 0-9 and '-', without '-' at either end";

    private final Neighbours server;
    private final PoolConfig config;
    private final KeyCheck keys;
    private final Pools pools;
    private final Tokens tokens;
    private final TcpPorts ownPorts;
    private final EventLoopGroup loops;
    private final Executor blocking;
    private final Optional<Integer> sharedPort;
    private volatile boolean draining;

    /**
     * @param ownPorts the ports for clients whose links send no lines
     * @param sharedPort the port of all others; empty when there is none
     */
    Registrar(
            Neighbours server,
            KeyCheck keys,
            Pools pools,
            Tokens tokens,
            TcpPorts ownPorts,
            EventLoopGroup loops,
            Executor blocking,
            Optional<Integer> sharedPort) {
        this.server = server;
        this.keys = keys;
        this.pools = pools;
        this.tokens = tokens;
        this.ownPorts = ownPorts;
        this.loops = loops;
        this.blocking = blocking;
        this.sharedPort = sharedPort;
        config = server.config().pool();
    }

    /** Registers nobody from now on: the server is about to end. */
    void drain() {
        draining = true;
    }

    /** Registers, or says why not; the answer comes on any thread. */
    void register(Asked asked, String content, Consumer<Answer> done) {
        Wish wish;
        try {
            wish = asked.byPost() ? Wish.parse(content) : new Wish(asked.name(), Optional.empty());
        } catch (WireException e) {
            done.accept(DeskAnswers.failure(
                    ErrorCode.BAD_REGISTRATION,
                    "the content is no JSON object such as {\"name\":\"demo\"}: " + e.getMessage()));
            return;
        }
        if (draining) {
            done.accept(DeskAnswers.failure(
                    ErrorCode.DRAINING,
                    "the server is about to restart; ask again",
                    Optional.of(Duration.ofSeconds(2))));
            return;
        }
        blocking.execute(() -> new Attempt(asked, wish, done).authenticate());
    }

    /** One registration on its way. On whatever thread the step before ended. */
    private final class Attempt {
        private final Asked asked;
        private final Wish wish;
        private final Consumer<Answer> done;
        private final String address;
        private Optional<Key> key = Optional.empty();
        private boolean counted;

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
                            "authentication failed: too many wrong keys from this address; wait a minute");
            }
        }

        private void renewOrClaim() {
            Optional<Pool> renewed = wish.name().flatMap(pools::named).filter(this::mayRenew);
            if (renewed.isPresent() && !renewed.get().registration().ownPort()) {
                LOG.debug(
                        "pool '{}': its token is renewed",
                        renewed.get().registration().name());
                answer(renewed.get().registration(), sharedPort.orElse(0));
                return;
            }
            Optional<TunnelName> name = wish.name().isPresent()
                    ? wish.name().flatMap(TunnelName::parse)
                    : Optional.of(TunnelName.random(server.random()));
            name.ifPresentOrElse(
                    wanted -> admit(wanted, wish.name().isPresent()), () -> refuse(ErrorCode.NAME_REFUSED, NAME_RULE));
        }

        private boolean mayRenew(Pool pool) {
            Optional<String> keyId = pool.registration().key().map(Key::id);
            return keyId.equals(key.map(Key::id))
                    && wish.token()
                            .filter(token -> tokens.isOf(token, pool.registration()))
                            .isPresent();
        }

        private void admit(TunnelName name, boolean wanted) {
            boolean ownPort = sharedPort.isEmpty() || (config.ports().isPresent() && asked.likeLocaltunnel());
            Admission admission = Admission.ofPool(server, key, address);
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
                    String.format("%032x", new BigInteger(NUMBER_BITS, server.random())),
                    name,
                    wanted,
                    key,
                    asked.address(),
                    ownPort,
                    Instant.now());
            claim(registration, admission);
        }

        private void claim(Registration registration, Admission admission) {
            Duration hold = key.isPresent()
                    ? server.config().timeouts().session().nameHold()
                    : config.bounds().hold();
            Hold held = new Hold();
            PoolBounds bounds = config.bounds()
                    .endingBefore(server.config().timeouts().http().responseHead());
            Pool pool = new Pool(registration, loops.next(), server.clock(), bounds, hold, held::letGo);
            Owner owner = admission.owner(Optional.of(new Secret(registration.number())));
            Claim claim = new Claim(registration.name(), TunnelKind.HTTP, ONLY_TUNNEL, owner, AccessList.OPEN, pool);
            server.registry().claim(claim, outcome -> {
                switch (outcome) {
                    case ClaimOutcome.Denied denied -> onDenied(denied, registration, admission);
                    case ClaimOutcome.Granted granted ->
                        pool.loop().execute(() -> onGranted(granted.tunnel(), pool, held));
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

        /** On the pool's loop. */
        private void onGranted(Tunnel tunnel, Pool pool, Hold held) {
            held.take(tunnel);
            if (draining || !server.registry().isLive(tunnel)) {
                // A pool that lost its name so soon may have ended already, and must not be counted after that.
                pool.end("it was replaced or the server drains before it began", true);
                refuse(ErrorCode.NAME_TAKEN, "a newer client with the same key took the name over meanwhile");
                return;
            }
            pools.add(pool);
            pool.start();
            if (pool.registration().ownPort()) {
                ownPorts.open(tunnel, Optional.empty(), result -> pool.loop().execute(() -> onPort(pool, result)));
            } else {
                registered(pool, sharedPort.orElseThrow());
            }
        }

        private void onPort(Pool pool, TcpPorts.Result result) {
            switch (result) {
                case TcpPorts.Result.Open open -> registered(pool, open.port());
                case TcpPorts.Result.Failed failed -> {
                    pool.end("no port is left for it", false);
                    refuse(ErrorCode.NO_PORT_LEFT, "all ports for localtunnel clients are in use");
                }
            }
        }

        private void registered(Pool pool, int port) {
            LOG.info(
                    "pool '{}': registered from {} with key '{}', links at port {}",
                    pool.registration().name(),
                    address,
                    key.map(Key::name).orElse(""),
                    port);
            blocking.execute(() -> answer(pool.registration(), port));
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
            LOG.info("registration from {} is refused: {} {}", address, code.code(), message);
            done.accept(DeskAnswers.failure(code, message, retryAfter));
        }
    }

    /** The name and port that a pool has while it lives. Confined to the pool's loop. */
    private final class Hold {
        private Optional<Tunnel> tunnel = Optional.empty();

        void take(Tunnel granted) {
            tunnel = Optional.of(granted);
        }

        /** The pool has waited for its client as long as a name is held; a taken-over name is another's already. */
        void letGo(Pool pool) {
            tunnel.ifPresent(held -> {
                server.registry().free(held);
                ownPorts.close(held);
            });
            pools.remove(pool);
        }
    }
}
