// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.wire.ConnectRequest;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.WebSocketHandshake;
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
 * The life of an agent: dial, hold a session, dial again when it is lost, until asked to end or refused for good.
 * Confined to the agent's event loop.
 *
 * <pre>
 * DIALLING --101--> HOLDING --lost--> WAITING --> DIALLING
 *     |--no answer--> WAITING            ^
 *     '--refused--> ended                '-- drain: the old session lives on beside the new dial
 * </pre>
 */
final class AgentRun implements ServerSession.Owner {
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

    private @Nullable ServerSession current;
    private Clock.@Nullable Timer patience;
    private Optional<AgentEnd> ending = Optional.empty();
    private Optional<Duration> askedWait = Optional.empty();
    private boolean everReady;
    private boolean ready;
    /** When the run last became ready, or ceased to be. */
    private long changedNanos;

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
        this.changedNanos = sockets.clock().nanoTime();
        this.context = new RunContext(
                config,
                sockets,
                random,
                growth,
                identity,
                listener,
                tunnels,
                this,
                () -> outage().compareTo(DialVerdicts.GRACE) < 0);
    }

    /** Begins to dial. */
    void start() {
        // Without a duration the agent ends when it is disconnected, which needs a dial that failed first.
        if (config.exitOnDisconnect().filter(Duration::isPositive).isPresent()) {
            startPatience();
        }
        dial();
    }

    /** Ends at once: sessions say GoAway, streams that run are broken. */
    void close() {
        end(new AgentEnd(AgentEnd.Cause.CLOSED, "", "asked to end"));
    }

    /** Ends when the streams that run have, at the latest after the grace. */
    void drain(Duration grace) {
        if (ending.isEmpty()) {
            dialling.stop();
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
        ConnectRequest request = request();
        dialling.began(dialer.dial(request.render(), listener, new Dial.Outcome() {
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
        }));
    }

    private ConnectRequest request() {
        TunnelState first = liveTunnels().getFirst();
        List<String> protocols = switch (config.dial().protocol()) {
            case AUTO, ADIT -> List.of(WebSocketHandshake.ADIT_1);
            case EXIO, POOL -> List.of();
        };
        return new ConnectRequest(
                config.server().authority(),
                "",
                first.name(),
                first.config().kind(),
                config.key(),
                protocols,
                WebSocketHandshake.freshKey(random));
    }

    private void dialLater(String reason, Optional<Duration> asked) {
        startPatience();
        dialling.later(reason, asked, outage(), this::dial);
    }

    private List<TunnelState> liveTunnels() {
        return context.tunnels().stream().filter(tunnel -> !tunnel.hasEnded()).toList();
    }

    private void onAnswer(ConnectRequest request, Channel channel, HttpAnswer answer, ByteBuf leftover) {
        Optional<Verdict> verdict = verdict(request, answer);
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

    /** Why the answer gives no session; empty when it does. */
    private Optional<Verdict> verdict(ConnectRequest request, HttpAnswer answer) {
        if (answer.status() != 101) {
            return Optional.of(DialVerdicts.of(answer, request.kind(), everReady, outage()));
        }
        Optional<Verdict> wrong = WebSocketHandshake.checkSwitch(answer, request.webSocketKey(), request.protocols())
                .map(why -> new Verdict.Retry(why, Optional.empty()));
        if (wrong.isPresent() || speaksAdit(answer)) {
            return wrong;
        }
        return ExioMode.misfit(config, liveTunnels()).map(end -> new Verdict.Final(end.code(), end.message()));
    }

    private static boolean speaksAdit(HttpAnswer answer) {
        return answer.first("Sec-WebSocket-Protocol").isPresent();
    }

    private void onConnected(Channel channel, HttpAnswer answer, ByteBuf leftover) {
        askedWait = Optional.empty();
        if (speaksAdit(answer)) {
            hold(AditSession.start(context, channel, leftover));
            return;
        }
        TunnelState tunnel = liveTunnels().getFirst();
        ExioSession session = ExioSession.start(context, tunnel, channel, leftover);
        hold(session);
        ExioMode.findUrl(dialer, tunnel, answer, url -> {
            if (!session.isOver() && ending.isEmpty()) {
                tunnel.onHeld(url, Optional.empty());
                onReady(session, tunnel, url);
            }
        });
    }

    private void hold(ServerSession session) {
        sessions.add(session);
        current = session;
    }

    /** How long there has been no tunnel. */
    private Duration outage() {
        return ready ? Duration.ZERO : sinceChange();
    }

    private Duration sinceChange() {
        return Duration.ofNanos(sockets.clock().nanoTime() - changedNanos);
    }

    private boolean isCurrent(ServerSession session) {
        return session.equals(current);
    }

    @Override
    public void onReady(ServerSession session, TunnelState tunnel, String url) {
        if (!isCurrent(session)) {
            return;
        }
        if (!ready) {
            ready = true;
            everReady = true;
            changedNanos = sockets.clock().nanoTime();
            stopPatience();
        }
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
        if (ready) {
            dialling.sessionStood(sinceChange());
            ready = false;
            changedNanos = sockets.clock().nanoTime();
        }
        startPatience();
    }

    private void startPatience() {
        if (patience == null && ending.isEmpty()) {
            config.exitOnDisconnect()
                    .ifPresent(most -> patience = sockets.clock()
                            .after(
                                    most,
                                    sockets.loop(),
                                    () -> end(new AgentEnd(
                                            AgentEnd.Cause.DISCONNECTED,
                                            "",
                                            "no session for " + most.toSeconds() + " s"))));
        }
    }

    private void stopPatience() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    private void end(AgentEnd how) {
        if (ending.isPresent()) {
            return;
        }
        ending = Optional.of(how);
        dialling.stop();
        stopPatience();
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
