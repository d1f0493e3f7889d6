// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Authority;
import dev.adit.http.ErrorCode;
import dev.adit.server.registry.Claim;
import dev.adit.server.registry.ClaimOutcome;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.registry.TunnelSession;
import dev.adit.server.tcp.TcpPorts;
import dev.adit.wire.AccessList;
import dev.adit.wire.ControlMessage;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one agent claims by its control stream, and what it has been given: rights first, then the name, then the port. An
 * agent may take a claim back, and a session may end, while either is being decided. Confined to the session's event
 * loop.
 */
final class Claims {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    /** A server that drains is followed by another one soon. */
    private static final Duration COME_BACK = Duration.ofSeconds(2);

    private final Neighbours server;
    private final String id;
    private final TunnelSession session;
    private final Admission admission;
    private final Authority dialled;
    private final ControlReplies replies;
    private final ClaimedTunnels tunnels = new ClaimedTunnels();
    private boolean over;

    /**
     * @param id the session's
     * @param session what serves the tunnels
     * @param dialled the host and port under which the agent reached us
     */
    Claims(
            Neighbours server,
            String id,
            TunnelSession session,
            Admission admission,
            Authority dialled,
            ControlReplies replies) {
        this.server = server;
        this.id = id;
        this.session = session;
        this.admission = admission;
        this.dialled = dialled;
        this.replies = replies;
    }

    /** The agent asks for a tunnel. */
    void claim(ControlMessage.Claim claim) {
        if (server.live().isDraining()) {
            Optional<Duration> later = Optional.of(COME_BACK);
            replies.refuse(claim.id(), new Admission.Refusal(ErrorCode.DRAINING, Program.DRAINING, later));
            return;
        }
        if (claim.fault().isPresent()) {
            replies.refuse(claim.id(), ErrorCode.BAD_CONNECT, claim.fault().get());
            return;
        }
        if (claim.kind().isEmpty()) {
            replies.refuse(
                    claim.id(), ErrorCode.BAD_CONNECT, "this server knows tunnels of the kinds http and tcp only");
            return;
        }
        if (tunnels.isUsed(claim.id())) {
            replies.refuse(
                    claim.id(), ErrorCode.BAD_CONNECT, "tunnel number " + claim.id() + " is in use by this session");
            return;
        }
        Optional<TunnelName> name = claim.name().isPresent()
                ? TunnelName.parse(claim.name().get())
                : Optional.of(TunnelName.random(server.random()));
        if (name.isEmpty()) {
            replies.refuse(claim.id(), ErrorCode.BAD_NAME, Program.NAME_RULE);
            return;
        }
        TunnelKind kind = claim.kind().get();
        Optional<Admission.Refusal> refusal = admission
                .refusal(kind, name.get(), claim.port(), claim.options())
                .or(admission::register);
        if (refusal.isPresent()) {
            replies.refuse(claim.id(), refusal.get());
            return;
        }
        Optional<Secret> resume = admission.resumeToken(claim.resume());
        AccessList access = claim.options().access();
        Claim asked = new Claim(name.get(), kind, claim.id(), admission.owner(resume), access, session);
        tunnels.ask(claim);
        server.registry().claim(asked, outcome -> session.loop().execute(() -> onOutcome(claim, outcome, resume)));
    }

    private void onOutcome(ControlMessage.Claim claim, ClaimOutcome outcome, Optional<Secret> resume) {
        boolean stands = tunnels.settle(claim) && !over;
        switch (outcome) {
            case ClaimOutcome.Denied denied -> {
                admission.unregister();
                if (stands) {
                    replies.refuse(claim.id(), denied.code(), denied.message());
                }
            }
            case ClaimOutcome.Granted granted -> {
                if (stands) {
                    onGranted(claim, granted.tunnel(), resume);
                } else {
                    server.giveUp(granted.tunnel());
                }
            }
        }
    }

    private void onGranted(ControlMessage.Claim claim, Tunnel tunnel, Optional<Secret> resume) {
        if (!server.registry().isLive(tunnel)) {
            replies.refuse(claim.id(), ErrorCode.NAME_TAKEN, Program.TAKEN_OVER);
            return;
        }
        tunnels.add(tunnel);
        if (tunnel.kind() == TunnelKind.HTTP) {
            claimed(tunnel, server.urls().http(tunnel.name(), dialled), Optional.empty(), resume);
            return;
        }
        server.ports()
                .open(tunnel, claim.port(), result -> session.loop().execute(() -> onPort(tunnel, result, resume)));
    }

    private void onPort(Tunnel tunnel, TcpPorts.Result result, Optional<Secret> resume) {
        if (!tunnels.contains(tunnel)) {
            server.ports().close(tunnel);
            return;
        }
        switch (result) {
            case TcpPorts.Result.Open open ->
                claimed(tunnel, server.urls().tcp(open.port(), dialled), Optional.of(open.port()), resume);
            case TcpPorts.Result.Failed failed -> {
                tunnels.remove(tunnel);
                server.registry().cancel(tunnel);
                replies.refuse(tunnel.number(), failed.code(), failed.message());
            }
        }
    }

    private void claimed(Tunnel tunnel, String url, Optional<Integer> port, Optional<Secret> resume) {
        LOG.info("session {}: '{}' is open at {}", id, tunnel.name(), url);
        replies.send(new ControlMessage.Claimed(tunnel.number(), tunnel.name().value(), url, port, resume));
    }

    /** The agent gives a tunnel up, or takes a claim back; returns the tunnel that there was. */
    Optional<Tunnel> giveUp(int number) {
        Optional<Tunnel> given = tunnels.giveUp(number);
        given.ifPresent(server::giveUp);
        return given;
    }

    /** Another session has the tunnel now; returns whether it was this one's. */
    boolean lose(Tunnel tunnel) {
        boolean had = tunnels.remove(tunnel);
        if (had) {
            server.lost(tunnel);
        }
        return had;
    }

    /** The key is good no more: what the agent had is taken back. Returns whether it had anything. */
    boolean revoke() {
        List<Tunnel> lost = tunnels.clear();
        for (Tunnel tunnel : lost) {
            server.free(tunnel);
            replies.send(new ControlMessage.Release(tunnel.number(), ReleaseReason.REVOKED, Program.KEY_GONE));
        }
        return !lost.isEmpty();
    }

    /** The session is over: what it had is given up. */
    void end() {
        over = true;
        tunnels.clear().forEach(server::giveUp);
    }
}
