// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.wire.ConnectRequest;
import dev.adit.wire.ExioConfig;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.WebSocketHandshake;
import dev.adit.wire.WireException;
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
    private final Backoff backoff;
    private final Consumer<AgentEnd> ended;
    private final List<ServerSession> sessions = new ArrayList<>(1);
    private @Nullable ServerSession current;
    private @Nullable Dial dial;
    private Clock.@Nullable Timer waiting;
    private Clock.@Nullable Timer patience;
    private Optional<AgentEnd> ending = Optional.empty();
    private Optional<Duration> askedWait = Optional.empty();
    private boolean everHeld;
    private long lostSinceNanos;
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
        this.backoff = new Backoff(random);
        this.lostSinceNanos = sockets.clock().nanoTime();
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
        startPatience();
        dialNow();
    }

    /** Ends at once: sessions say GoAway, streams that run are broken. */
    void close() {
        end(new AgentEnd(AgentEnd.Cause.CLOSED, "", "asked to end"));
    }

    /** Ends when the streams that run have, at the latest after the grace. */
    void drain(Duration grace) {
        if (ending.isPresent()) {
            return;
        }
        stopDialling();
        sessions.forEach(ServerSession::leave);
        drainUntil(sockets.clock().nanoTime() + grace.toNanos());
    }

    private void drainUntil(long deadlineNanos) {
        boolean idle = sessions.stream().allMatch(session -> session.runningStreams() == 0);
        if (idle || sockets.clock().nanoTime() - deadlineNanos >= 0) {
            close();
        } else {
            sockets.clock().after(DRAIN_CHECK, sockets.loop(), () -> drainUntil(deadlineNanos));
        }
    }

    private void dialNow() {
        waiting = null;
        if (ending.isPresent()) {
            return;
        }
        listener.onConnecting(config.server());
        String key = WebSocketHandshake.freshKey(random);
        ConnectRequest request = request(key);
        dial = Dial.start(sockets, config, listener, request.render(), new Dial.Outcome() {
            @Override
            public void onAnswer(Channel channel, HttpAnswer answer, ByteBuf leftover) {
                dial = null;
                AgentRun.this.onAnswer(request, channel, answer, leftover);
            }

            @Override
            public void onFailed(String reason) {
                dial = null;
                dialLater(reason, Optional.empty());
            }
        });
    }

    private ConnectRequest request(String webSocketKey) {
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
                webSocketKey);
    }

    private List<TunnelState> liveTunnels() {
        return context.tunnels().stream().filter(tunnel -> !tunnel.hasEnded()).toList();
    }

    private void onAnswer(ConnectRequest request, Channel channel, HttpAnswer answer, ByteBuf leftover) {
        if (answer.status() != 101) {
            leftover.release();
            channel.close();
            onRefusal(answer, request.kind());
            return;
        }
        Optional<String> wrong = WebSocketHandshake.checkSwitch(answer, request.webSocketKey(), request.protocols());
        Optional<AgentEnd> misfit = wrong.isPresent() ? Optional.empty() : misfit(answer);
        if (wrong.isPresent() || misfit.isPresent()) {
            leftover.release();
            channel.close();
            wrong.ifPresent(why -> dialLater(why, Optional.empty()));
            misfit.ifPresent(end -> refuse("", end));
            return;
        }
        onConnected(channel, answer, leftover);
    }

    private void onConnected(Channel channel, HttpAnswer answer, ByteBuf leftover) {
        ServerSession session;
        if (speaksAdit(answer)) {
            session = AditSession.start(context, channel, leftover);
            hold(session);
            return;
        }
        TunnelState tunnel = liveTunnels().getFirst();
        ExioSession exio = ExioSession.start(context, tunnel, channel, leftover);
        hold(exio);
        if (!exio.isOver()) {
            fetchExioUrl(exio, tunnel, answer);
        }
    }

    private void hold(ServerSession session) {
        sessions.add(session);
        current = session;
        askedWait = Optional.empty();
    }

    private static boolean speaksAdit(HttpAnswer answer) {
        return answer.first("Sec-WebSocket-Protocol").isPresent();
    }

    /** Why a server without adit.1 cannot serve this run, if it cannot. */
    private Optional<AgentEnd> misfit(HttpAnswer answer) {
        if (speaksAdit(answer)) {
            return Optional.empty();
        }
        TunnelConfig tunnel = liveTunnels().getFirst().config();
        boolean cidrs = !tunnel.visitors().allow().isEmpty()
                || !tunnel.visitors().deny().isEmpty();
        String wants = "";
        if (config.dial().protocol() == WireProtocol.ADIT) {
            wants = "--protocol adit was asked for";
        } else if (liveTunnels().size() > 1) {
            wants = "such a server carries one tunnel per agent, "
                    + liveTunnels().size() + " were asked for";
        } else if (tunnel.remotePort().isPresent()) {
            wants = "such a server picks the port itself, leave --remote-port out";
        } else if (cidrs) {
            wants = "such a server cannot check --allow-cidr and --deny-cidr";
        }
        return wants.isEmpty()
                ? Optional.empty()
                : Optional.of(new AgentEnd(
                        AgentEnd.Cause.REFUSED,
                        ErrorCode.WIRE_VERSION.code(),
                        "the server does not speak adit.1: " + wants));
    }

    /** The URL that an Exio server gives the tunnel; the session carries streams meanwhile. */
    private void fetchExioUrl(ExioSession session, TunnelState tunnel, HttpAnswer connected) {
        String request =
                "GET /_config HTTP/1.1\r\nHost: " + config.server().authority() + "\r\nConnection: close\r\n\r\n";
        Dial.start(sockets, config, AgentListener.NONE, request, new Dial.Outcome() {
            @Override
            public void onAnswer(Channel channel, HttpAnswer answer, ByteBuf leftover) {
                leftover.release();
                channel.close();
                exioReady(session, tunnel, connected, exioConfig(answer));
            }

            @Override
            public void onFailed(String reason) {
                exioReady(session, tunnel, connected, assumedExioConfig());
            }
        });
    }

    private ExioConfig exioConfig(HttpAnswer answer) {
        try {
            return answer.status() == 200 ? ExioConfig.parse(answer.body()) : assumedExioConfig();
        } catch (WireException ignored) { // no configuration either way
            return assumedExioConfig();
        }
    }

    private ExioConfig assumedExioConfig() {
        return new ExioConfig(false, config.server().host());
    }

    private void exioReady(ExioSession session, TunnelState tunnel, HttpAnswer connected, ExioConfig server) {
        if (session.isOver() || ending.isPresent()) {
            return;
        }
        String url = tunnel.config().kind() == TunnelKind.TCP
                ? "tcp://" + server.baseDomain() + ":"
                        + connected.first("X-Exio-TCP-Port").orElse("?")
                : server.publicUrl(tunnel.name());
        tunnel.onHeld(url, Optional.empty());
        onReady(tunnel, url);
    }

    private void onRefusal(HttpAnswer answer, TunnelKind kind) {
        switch (DialVerdicts.of(answer, kind, everHeld, outage())) {
            case Verdict.Final verdict ->
                refuse("", new AgentEnd(AgentEnd.Cause.REFUSED, verdict.code(), verdict.message()));
            case Verdict.Retry verdict -> dialLater(verdict.reason(), verdict.after());
        }
    }

    private void dialLater(String reason, Optional<Duration> asked) {
        if (ending.isPresent() || waiting != null || dial != null) {
            return;
        }
        Duration wait = asked.map(backoff::asked).orElseGet(() -> backoff.next(outage()));
        listener.onDisconnected(reason, wait);
        waiting = sockets.clock().after(wait, sockets.loop(), this::dialNow);
    }

    private Duration outage() {
        return current != null && everHeld
                ? Duration.ZERO
                : Duration.ofNanos(sockets.clock().nanoTime() - lostSinceNanos);
    }

    @Override
    public void onReady(TunnelState tunnel, String url) {
        everHeld = true;
        backoff.reset();
        stopPatience();
        listener.onReady(
                new TunnelReady(tunnel.name().value(), url, tunnel.config().target()));
    }

    @Override
    public void onRefused(TunnelState tunnel, String code, String message) {
        tunnel.end();
        String name = tunnel.name().value();
        refuse(name, new AgentEnd(AgentEnd.Cause.REFUSED, code, message));
    }

    private void refuse(String name, AgentEnd end) {
        listener.onRefused(name, end.code(), end.message());
        if (name.isEmpty() || liveTunnels().isEmpty()) {
            end(end);
        }
    }

    @Override
    public void onReplaced(TunnelState tunnel, String message) {
        tunnel.end();
        listener.onReplaced(tunnel.name().value(), message);
        if (liveTunnels().isEmpty()) {
            end(new AgentEnd(AgentEnd.Cause.REPLACED, "ADIT-REPLACED", message));
        }
    }

    @Override
    public void onSessionRefused(String code, String message, Optional<Duration> retryAfter) {
        if (retryAfter.isEmpty()) {
            refuse("", new AgentEnd(AgentEnd.Cause.REFUSED, code, message));
        }
        askedWait = retryAfter;
    }

    @Override
    public void onDraining(ServerSession session, Duration grace) {
        if (session.equals(current) && ending.isEmpty()) {
            lost();
            listener.onDraining(grace);
            dialLater("the server goes away", Optional.empty());
        }
    }

    @Override
    public void onClosed(ServerSession session, SessionEnd end) {
        sessions.remove(session);
        if (session.equals(current)) {
            lost();
            dialLater(end.detail(), askedWait);
        }
        endIfDone();
    }

    private void lost() {
        current = null;
        lostSinceNanos = sockets.clock().nanoTime();
        startPatience();
    }

    private void startPatience() {
        if (patience == null) {
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
        stopDialling();
        stopPatience();
        context.tunnels().forEach(tunnel -> tunnel.forwarder().close());
        List.copyOf(sessions).forEach(session -> session.carrier().close());
        endIfDone();
    }

    private void stopDialling() {
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
    }

    private void endIfDone() {
        if (ending.isPresent() && sessions.isEmpty() && !over) {
            over = true;
            ended.accept(ending.get());
        }
    }
}
