// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.PoolGrant;
import dev.adit.wire.TokenLife;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The life of an agent in pool mode: register, keep links, register again when none is left or the token nears its end,
 * until asked to end or refused for good. Confined to the agent's event loop.
 *
 * <pre>
 * REGISTERING --granted--> LINKING --a link stands--> READY
 *     |   ^                   |                         |
 *     |   '---- WAITING <-----'------- no link left ----'
 *     '--refused--> ended
 * </pre>
 */
final class PoolRun implements Run, PoolLinks.Owner {
    private final AgentConfig config;
    private final TunnelConfig tunnel;
    private final Sockets sockets;
    private final AgentListener listener;
    private final Consumer<AgentEnd> ended;
    private final Dialling dialling;
    private final Patience patience;
    private final Standing standing;
    private final PoolRegistrar registrar;
    private final PoolRenewal renewal;
    private final PoolLinks links;
    private final LocalPool services;
    private @Nullable TunnelReady tunnelReady;
    private PoolRegistrar.@Nullable Asking renewing;
    private Optional<AgentEnd> ending = Optional.empty();
    private boolean draining;
    private boolean over;

    PoolRun(
            AgentConfig config,
            Sockets sockets,
            RandomGenerator random,
            AgentListener listener,
            Consumer<AgentEnd> ended) {
        this.config = config;
        this.tunnel = config.tunnels().getFirst();
        this.sockets = sockets;
        this.listener = listener;
        this.ended = ended;
        Dialer dialer = new Dialer(sockets, config);
        this.dialling = new Dialling(sockets, listener, random);
        this.patience = new Patience(config.exitOnDisconnect(), sockets);
        this.standing = new Standing(sockets.clock());
        this.registrar = new PoolRegistrar(dialer, standing);
        this.renewal = new PoolRenewal(sockets, random, this::renew);
        this.links = new PoolLinks(dialer, random, listener, () -> !renewal.isOver(), this);
        this.services =
                new LocalPool(new LocalDialer(sockets, tunnel, config.timeouts().localConnect(), listener), sockets);
    }

    @Override
    public void start() {
        if (patience.coversFirstDial()) {
            startPatience();
        }
        register();
    }

    @Override
    public void close() {
        end(new AgentEnd(AgentEnd.Cause.CLOSED, "", "asked to end"));
    }

    @Override
    public void drain(Duration grace) {
        if (ending.isPresent() || draining) {
            return;
        }
        draining = true;
        stopAsking();
        links.leave();
        if (links.isEmpty()) {
            close();
        } else {
            sockets.clock().after(grace, sockets.loop(), this::close);
        }
    }

    private void register() {
        listener.onConnecting(config.server());
        PoolRegistrar.Asking asking = registrar.register(listener, new PoolRegistrar.Outcome() {
            @Override
            public void onGranted(PoolRegistrar.Registered registered) {
                dialling.finished();
                use(registered);
            }

            @Override
            public void onRefused(Verdict verdict) {
                dialling.finished();
                PoolRun.this.onRefused(verdict);
            }

            @Override
            public void onReplaced(String message) {
                dialling.finished();
                PoolRun.this.onReplaced(message);
            }
        });
        dialling.began(asking::cancel);
    }

    private void onRefused(Verdict verdict) {
        switch (verdict) {
            case Verdict.Final no -> {
                listener.onRefused("", no.code(), no.message());
                end(new AgentEnd(AgentEnd.Cause.REFUSED, no.code(), no.message()));
            }
            case Verdict.Retry later -> registerLater(later.reason(), later.after());
        }
    }

    private void onReplaced(String message) {
        String name = tunnelReady == null ? "" : tunnelReady.name();
        listener.onReplaced(name, message);
        end(new AgentEnd(AgentEnd.Cause.REPLACED, "ADIT-REPLACED", message));
    }

    private void registerLater(String reason, Optional<Duration> asked) {
        startPatience();
        dialling.later(reason, asked, standing.outage(), this::register);
    }

    private void use(PoolRegistrar.Registered registered) {
        PoolGrant grant = registered.grant();
        String url = grant.url().orElse(config.server() + "/" + grant.name() + "/");
        tunnelReady = new TunnelReady(grant.name().value(), url, tunnel.target());
        renewal.onGranted(grant.token().flatMap(token -> TokenLife.of(token, registered.answered())));
        PoolDialect dialect = PoolDialect.of(config.dial().protocol(), grant);
        PoolTerms terms = PoolTerms.of(
                grant,
                dialect,
                config.server(),
                PublicPlace.of(url, registered.ours()),
                config.dial().poolLinks());
        links.use(terms, new HttpForwarder(services, sockets.clock(), tunnel, grant.name(), listener));
    }

    /** Links that stand live on meanwhile, whatever the answer: the server asks for a token when a link opens. */
    private void renew() {
        renewing = registrar.register(AgentListener.NONE, new PoolRegistrar.Outcome() {
            @Override
            public void onGranted(PoolRegistrar.Registered registered) {
                renewing = null;
                use(registered);
            }

            @Override
            public void onRefused(Verdict verdict) {
                renewing = null;
                renewal.onFailed();
            }

            @Override
            public void onReplaced(String message) {
                renewing = null;
                renewal.onFailed();
            }
        });
    }

    @Override
    public void onStanding() {
        if (standing.isReady() || tunnelReady == null) {
            return;
        }
        standing.onReady();
        patience.stop();
        listener.onReady(tunnelReady);
    }

    @Override
    public void onLost(String reason) {
        if (standing.isReady()) {
            dialling.sessionStood(standing.onLost());
        }
        stopRenewing();
        registerLater(standing.wasEverReady() ? reason : reason + hint(), Optional.empty());
    }

    /** Whose protocol it is may have been taken wrongly. */
    private String hint() {
        return switch (config.dial().protocol()) {
            case POOL -> "; if each tunnel has a port of its own there, write --protocol localtunnel";
            case AUTO, ADIT, EXIO, AETHERLINK, LOCALTUNNEL -> "";
        };
    }

    @Override
    public void onEmpty() {
        if (draining) {
            close();
        }
        endIfDone();
    }

    private void stopRenewing() {
        renewal.stop();
        if (renewing != null) {
            renewing.cancel();
            renewing = null;
        }
    }

    private void stopAsking() {
        dialling.stop();
        stopRenewing();
    }

    private void startPatience() {
        if (ending.isEmpty() && !draining) {
            patience.start(() -> end(patience.end("link", dialling.lastReason())));
        }
    }

    private void end(AgentEnd how) {
        if (ending.isPresent()) {
            return;
        }
        ending = Optional.of(how);
        stopAsking();
        patience.stop();
        links.cut();
        services.close();
        endIfDone();
    }

    private void endIfDone() {
        if (ending.isPresent() && links.isEmpty() && !over) {
            over = true;
            ended.accept(ending.get());
        }
    }
}
