// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.HttpAnswer;
import dev.adit.yamux.GrowthBudget;
import dev.adit.yamux.SessionEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The life of an agent with sessions: dial, hold one, dial again when it is lost, until asked to end or refused for good.
 * Confined to the agent's event loop.
 *
 * <pre>
 * DIALLING --101--> HOLDING --lost--> WAITING --> DIALLING
 *     |--no answer--> WAITING            ^
 *     '--refused--> ended                '-- drain: the old session lives on beside the new dial
 * </pre>
 */
final class AgentRun implements Run, ServerSession.Owner {
    private static final Duration DRAIN_CHECK = Duration.ofMillis(50);

    private final AgentConfig config;
    private final Sockets sockets;
    private final RandomGenerator random;
    private final AgentListener listener;
    private final RunContext context;
    private final Dialer dialer;
    private final Dialling dialling;
    private final Consumer<AgentEnd> ended;
    /** The current one, and those that finish after a drain. */
    private final List<ServerSession> sessions = new ArrayList<>(1);

    private final Patience patience;
    private final Standing standing;
    private @Nullable ServerSession current;
    private Optional<AgentEnd> ending = Optional.empty();
    private Optional<Duration> askedWait = Optional.empty();
    private boolean draining;
    private boolean over;

    AgentRun(
            AgentConfig config,
            Sockets sockets,
            RandomGenerator random,
            RunContext.Identity identity,
            GrowthBudget growth,
            List<TunnelState> tunnels,
            AgentListener listener,
            Consumer<AgentEnd> ended) {
        this.config = config;
        this.sockets = sockets;
        this.random = random;
        this.listener = listener;
        this.ended = ended;
        this.dialer = new Dialer(sockets, config);
        this.dialling = new Dialling(sockets, listener, random);
        this.patience = new Patience(config.exitOnDisconnect(), sockets);
        this.standing = new Standing(sockets.clock());
        this.context = new RunContext(
                config,
                sockets,
                random,
                growth,
                identity,
                listener,
                tunnels,
                this,
                () -> standing.outage().compareTo(DialVerdicts.GRACE) < 0);
    }

    @Override
    public void start() {
        // Without a duration the agent ends when it is disconnected, which needs a dial that failed first.
        if (patience.coversFirstDial()) {
            startPatience();
        }
        dial();
    }

    /** Sessions say GoAway. */
    @Override
    public void close() {
        end(new AgentEnd(AgentEnd.Cause.CLOSED, "", "asked to end"));
    }

    @Override
    public void drain(Duration grace) {
        if (ending.isEmpty()) {
            draining = true;
            dialling.stop();
            patience.stop();
            sessions.forEach(ServerSession::leave);
            drainUntil(sockets.clock().nanoTime() + grace.toNanos());
        }
    }

    private void drainUntil(long deadlineNanos) {
        boolean idle = sessions.stream().allMatch(session -> session.runningStreams() == 0);
        if (idle || sockets.clock().nanoTime() - deadlineNanos >= 0) {
            close();
        } else {
            sockets.clock().after(DRAIN_CHECK, sockets.loop(), () -> drainUntil(deadlineNanos));
        }
    }

    private void dial() {
        listener.onConnecting(config.server());
        SessionRequest request = SessionRequest.of(config, liveTunnels().getFirst(), random);
        Dial dial = dialer.dial(request.render(), listener, new Dial.Outcome() {
            @Override
            public void onAnswer(Channel channel, HttpAnswer answer, ByteBuf leftover) {
                dialling.finished();
                AgentRun.this.onAnswer(request, channel, answer, leftover);
            }

            @Override
            public void onFailed(String reason) {
                dialling.finished();
                dialLater(reason, Optional.empty());
            }
        });
        dialling.began(dial::cancel);
    }

    private void dialLater(String reason, Optional<Duration> asked) {
        startPatience();
        dialling.later(reason, asked, standing.outage(), this::dial);
    }

    private List<TunnelState> liveTunnels() {
        return context.tunnels().stream().filter(tunnel -> !tunnel.hasEnded()).toList();
    }

    private void onAnswer(SessionRequest request, Channel channel, HttpAnswer answer, ByteBuf leftover) {
        Optional<Verdict> verdict = request.verdict(answer, liveTunnels(), standing);
        if (verdict.isEmpty()) {
            onConnected(channel, answer, leftover);
            return;
        }
        leftover.release();
        channel.close();
        switch (verdict.get()) {
            case Verdict.Final no -> refuse("", new AgentEnd(AgentEnd.Cause.REFUSED, no.code(), no.message()));
            case Verdict.Retry later -> dialLater(later.reason(), later.after());
        }
    }

    private void onConnected(Channel channel, HttpAnswer answer, ByteBuf leftover) {
        askedWait = Optional.empty();
        if (SessionRequest.speaksAdit(answer)) {
            AditSession session = new AditSession(context);
            hold(session);
            session.start(channel, leftover);
            return;
        }
        TunnelState tunnel = liveTunnels().getFirst();
        ExioSession session = new ExioSession(context, tunnel);
        hold(session);
        session.start(channel, leftover);
        if (session.isOver()) {
            return;
        }
        ExioMode.findUrl(dialer, tunnel, answer, url -> {
            if (!session.isOver() && ending.isEmpty()) {
                tunnel.onHeld(url, Optional.empty(), Optional.empty());
                onReady(session, tunnel, url);
            }
        });
    }

    /** Before it starts: one that has ended within its start must have been the run's, or nobody dials again. */
    private void hold(ServerSession session) {
        sessions.add(session);
        current = session;
    }

    private boolean isCurrent(ServerSession session) {
        return session.equals(current);
    }

    @Override
    public void onReady(ServerSession session, TunnelState tunnel, String url) {
        if (!isCurrent(session)) {
            return;
        }
        standing.onReady();
        patience.stop();
        listener.onReady(
                new TunnelReady(tunnel.name().value(), url, tunnel.config().target()));
    }

    @Override
    public void onRefused(ServerSession session, TunnelState tunnel, String code, String message) {
        if (isCurrent(session)) {
            tunnel.end();
            refuse(tunnel.name().value(), new AgentEnd(AgentEnd.Cause.REFUSED, code, message));
        }
    }

    private void refuse(String name, AgentEnd end) {
        listener.onRefused(name, end.code(), end.message());
        if (name.isEmpty() || liveTunnels().isEmpty()) {
            end(end);
        }
    }

    @Override
    public void onReplaced(ServerSession session, TunnelState tunnel, String message) {
        if (!isCurrent(session)) {
            return; // by our own newer session
        }
        tunnel.end();
        listener.onReplaced(tunnel.name().value(), message);
        if (liveTunnels().isEmpty()) {
            end(new AgentEnd(AgentEnd.Cause.REPLACED, "ADIT-REPLACED", message));
        }
    }

    @Override
    public void onSessionRefused(String code, String message, Optional<Duration> retryAfter) {
        askedWait = retryAfter;
        if (retryAfter.isEmpty()) {
            refuse("", new AgentEnd(AgentEnd.Cause.REFUSED, code, message));
        }
    }

    @Override
    public void onDraining(ServerSession session, Duration grace) {
        if (isCurrent(session) && ending.isEmpty()) {
            lose();
            listener.onDraining(grace);
            dialLater("the server goes away", Optional.empty());
        }
    }

    @Override
    public void onClosed(ServerSession session, SessionEnd end) {
        sessions.remove(session);
        if (isCurrent(session)) {
            lose();
            dialLater(end.detail(), askedWait);
        }
        endIfDone();
    }

    private void lose() {
        current = null;
        if (standing.isReady()) {
            dialling.sessionStood(standing.onLost());
        }
        startPatience();
    }

    private void startPatience() {
        if (ending.isEmpty() && !draining) {
            patience.start(() -> end(patience.end("session", dialling.lastReason())));
        }
    }

    private void end(AgentEnd how) {
        if (ending.isPresent()) {
            return;
        }
        ending = Optional.of(how);
        dialling.stop();
        patience.stop();
        context.tunnels().forEach(tunnel -> tunnel.forwarder().close());
        List.copyOf(sessions).forEach(session -> session.carrier().close());
        endIfDone();
    }

    private void endIfDone() {
        if (ending.isPresent() && sessions.isEmpty() && !over) {
            over = true;
            ended.accept(ending.get());
        }
    }
}
