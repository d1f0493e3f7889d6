// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.ErrorCode;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.PoolGrant;
import dev.adit.wire.PoolRequest;
import dev.adit.wire.RefusalText;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import dev.adit.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Registers a tunnel at a server of the pool protocol, and judges the answers. Confined to the agent's event loop.
 *
 * <p>Our own server is asked first, by a POST that no other knows: where tunnels live below paths, a GET with the key
 * would go to whoever has the name. A server that is not ours is asked by GET from then on.
 *
 * <p>A name that the user asked for is had or not: another one in its place is a refusal, as 409 is. A name that the
 * server made up is asked for again, so that the address stays; where that is not possible, a new one is taken.
 */
final class PoolRegistrar {
    /** Hears how it went, once, on the event loop. */
    interface Outcome {
        void onGranted(Registered registered);

        void onRefused(Verdict verdict);

        /** A newer agent of the same owner has the name that this one had. */
        void onReplaced(String message);
    }

    /**
     * What a server granted. Immutable.
     *
     * @param ours whether it is our own server, which tells the service about visitors
     * @param answered the server's clock
     */
    record Registered(PoolGrant grant, boolean ours, Optional<Instant> answered) {}

    private final Dialer dialer;
    private final Standing standing;
    private final Optional<TunnelName> asked;
    /** The name that the server made up. */
    private Optional<TunnelName> given = Optional.empty();

    private Optional<Secret> token = Optional.empty();
    private boolean foreign;

    PoolRegistrar(Dialer dialer, Standing standing) {
        this.dialer = dialer;
        this.standing = standing;
        this.asked = dialer.config().tunnels().getFirst().name();
    }

    /** Asks the server; the outcome never comes from within this call, and not after the asking is cancelled. */
    Asking register(AgentListener listener, Outcome outcome) {
        return new Asking(listener, outcome);
    }

    /** One registration under way, of one request or two. */
    final class Asking implements Dial.Outcome {
        private final AgentListener listener;
        private final Outcome outcome;
        private boolean byPost = !foreign;
        private Dial dial;

        private Asking(AgentListener listener, Outcome outcome) {
            this.listener = listener;
            this.outcome = outcome;
            this.dial = dialer.dial(byPost ? request().post() : request().get(), listener, this);
        }

        void cancel() {
            dial.cancel();
        }

        @Override
        public void onAnswer(Channel channel, HttpAnswer answer, ByteBuf leftover) {
            leftover.release();
            channel.close();
            if (byPost && isForeign(answer)) {
                byPost = false;
                dial = dialer.dial(request().get(), listener, this);
                return;
            }
            judge(answer, byPost, outcome);
        }

        @Override
        public void onFailed(String reason) {
            outcome.onRefused(new Verdict.Retry(reason, Optional.empty()));
        }
    }

    private Optional<TunnelName> wanted() {
        return asked.or(() -> given);
    }

    private PoolRequest request() {
        return new PoolRequest(
                dialer.config().server().authority(),
                wanted(),
                token,
                dialer.config().key());
    }

    /** Whether a server that answers a POST so knows nothing of it; one that is only busy or away is asked again. */
    private static boolean isForeign(HttpAnswer answer) {
        if (answer.first("Adit-Error").isPresent()) {
            return false;
        }
        return switch (answer.status()) {
            case 200, 201 -> !isGrant(answer.body());
            case 429, 502, 503, 504 -> false;
            default -> true;
        };
    }

    private static boolean isGrant(String body) {
        try {
            return PoolGrant.parse(body).port() > 0;
        } catch (WireException ignored) { // no grant, then
            return false;
        }
    }

    private void judge(HttpAnswer answer, boolean ours, Outcome outcome) {
        // Our own server gives a name back to its owner, so it says this only of one who has just taken it.
        if (ours && answer.status() == 409 && isGraced()) {
            outcome.onReplaced(RefusalText.of(answer.body()));
            return;
        }
        if (answer.status() != 200 && answer.status() != 201) {
            outcome.onRefused(refused(answer, ours));
            return;
        }
        PoolGrant grant;
        try {
            grant = PoolGrant.parse(answer.body());
        } catch (WireException e) {
            outcome.onRefused(noRegistration(String.valueOf(e.getMessage())));
            return;
        }
        Optional<Verdict> otherName = otherName(grant);
        if (otherName.isPresent()) {
            outcome.onRefused(otherName.get());
            return;
        }
        foreign = !ours;
        token = grant.token();
        if (asked.isEmpty()) {
            given = Optional.of(grant.name());
        }
        outcome.onGranted(new Registered(grant, ours, clock(answer)));
    }

    private boolean isGraced() {
        return standing.wasEverReady() && standing.outage().compareTo(DialVerdicts.GRACE) < 0;
    }

    private Verdict refused(HttpAnswer answer, boolean ours) {
        HttpAnswer told = new HttpAnswer(answer.status(), answer.fields(), RefusalText.of(answer.body()));
        boolean keyed = dialer.config().key().isPresent();
        Verdict verdict = DialVerdicts.of(told, TunnelKind.HTTP, keyed, standing.wasEverReady(), standing.outage());
        // What has no such page, or no such name any more, may still give a new one.
        boolean forgets = answer.status() == 404
                || answer.status() == 405
                || (verdict instanceof Verdict.Final && answer.status() == 409);
        if (!forgets || given.isEmpty()) {
            // Our own server has the page exactly when its operator wants pool clients.
            return ours && answer.status() == 404
                    ? verdict.withHint("it takes pool clients when started with --pool-listen or --pool-ports")
                    : verdict;
        }
        given = Optional.empty();
        return new Verdict.Retry("the server does not give the tunnel's name again", Optional.empty());
    }

    private Verdict noRegistration(String why) {
        given = Optional.empty();
        return new Verdict.Retry(
                "the answer of " + dialer.config().server() + " is no registration (" + why
                        + "); is it a server of AetherLink's or localtunnel's protocol, and is it reached by its own host name?",
                Optional.empty());
    }

    /** A server that keeps the name for somebody else may give another one without a word. */
    private Optional<Verdict> otherName(PoolGrant grant) {
        if (wanted().isEmpty() || wanted().get().equals(grant.name())) {
            return Optional.empty();
        }
        String told =
                "the server gave the name '" + grant.name() + "' in place of '" + wanted().get() + "', which is taken";
        if (isGraced()) {
            return Optional.of(new Verdict.Retry(told, Optional.empty()));
        }
        return asked.map(name -> new Verdict.Final(
                ErrorCode.NAME_TAKEN.code(), told + "; write another --name, or none for one of the server's"));
    }

    private static Optional<Instant> clock(HttpAnswer answer) {
        try {
            return answer.first("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException ignored) { // as if it were not there
            return Optional.empty();
        }
    }
}
