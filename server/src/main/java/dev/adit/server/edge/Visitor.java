// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Answer;
import dev.adit.http.Authority;
import dev.adit.http.Dispatch;
import dev.adit.http.Downstream;
import dev.adit.http.ErrorCode;
import dev.adit.http.FieldLines;
import dev.adit.http.MessageHead;
import dev.adit.http.RequestEdit;
import dev.adit.http.RequestHandler;
import dev.adit.http.ResponseEdit;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.Surface;
import dev.adit.server.registry.Route;
import dev.adit.server.registry.Tunnel;
import dev.adit.wire.TunnelKind;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One visitor's connection on the edge: routes each of its requests to the control resources or to a tunnel. Confined
 * to the connection's event loop, which becomes the loop of the session it talks to, so that nothing ever crosses.
 */
final class Visitor implements RequestHandler {
    private final EdgeServices services;
    private final InetSocketAddress peer;
    private final boolean peerTrusted;
    private final Upgrades upgrades;
    private final Runnable uncounted;
    private final RequestIds ids;
    /** The edit of the last request, which most requests of a connection share: same host, same tunnel, no path. */
    private @Nullable RequestEdit lastEdit;

    private @Nullable Authority lastAuthority;
    private String lastTunnel = "";
    /** Of the request that {@link #dispatch} has just refused: who asked, and which tunnel of ours. */
    private String refusedPeer = "";

    private String refusedTunnel = "";

    /**
     * @param ids names its requests
     * @param upgrades counts the connections that leave HTTP for a WebSocket
     * @param uncounted told when the connection turns out to be that of an agent with a key
     */
    Visitor(EdgeServices services, InetSocketAddress peer, RequestIds ids, Upgrades upgrades, Runnable uncounted) {
        this.services = services;
        this.peer = peer;
        this.upgrades = upgrades;
        this.uncounted = uncounted;
        this.ids = ids;
        peerTrusted = services.visitors().isTrusted(peer.getAddress());
    }

    @Override
    public Dispatch dispatch(MessageHead head, Optional<Authority> authority, Downstream from) {
        Dispatch decided = decide(head, authority, from);
        if (decided instanceof Dispatch.Refuse) {
            refusedPeer = text(caller(chain(head)));
        }
        return decided;
    }

    private Dispatch decide(MessageHead head, Optional<Authority> authority, Downstream from) {
        return switch (services.addressing().of(head, authority)) {
            case Address.Control control ->
                services.control()
                        .dispatch(
                                control.path(),
                                head,
                                authority,
                                new ControlHost.Caller(
                                        caller(chain(head)),
                                        ids.next(),
                                        from.link().executor(),
                                        uncounted));
            case Address.Named named -> toTunnel(named, head, authority);
            case Address.Nowhere ignored -> new Dispatch.Refuse(ErrorCode.NO_SUCH_TUNNEL, "no tunnel has this address");
        };
    }

    private Dispatch toTunnel(Address.Named named, MessageHead head, Optional<Authority> authority) {
        return switch (services.registry().route(named.name())) {
            case Route.None.AWAY ->
                refuse(
                        named,
                        ErrorCode.AGENT_AWAY,
                        "the agent of '" + named.name() + "' is away at the moment; try again soon");
            case Route.None.UNKNOWN -> unknown(named.name());
            case Tunnel tunnel ->
                tunnel.kind() == TunnelKind.HTTP ? toTunnel(tunnel, named, head, authority) : unknown(named.name());
        };
    }

    private static Dispatch unknown(String name) {
        return new Dispatch.Refuse(ErrorCode.NO_SUCH_TUNNEL, "there is no tunnel named '" + name + "'");
    }

    private Dispatch toTunnel(Tunnel tunnel, Address.Named named, MessageHead head, Optional<Authority> authority) {
        if (!tunnel.session().loop().inEventLoop()) {
            return new Dispatch.Move(tunnel.session().loop());
        }
        Optional<ProxyChain> chain = chain(head);
        InetSocketAddress caller = caller(chain);
        if (!tunnel.access().admits(caller.getAddress())) {
            return refuse(
                    named, ErrorCode.VISITOR_DENIED, "the owner of this tunnel does not let your address visit it");
        }
        Optional<Dispatch> notReady = notReady(tunnel, named);
        if (notReady.isPresent()) {
            return notReady.get();
        }
        if (services.forwarding().isLoop(head, named.name())) {
            return refuse(
                    named,
                    ErrorCode.LOOP,
                    "the request has come through this tunnel before: its service leads back here");
        }
        if (authority.isEmpty()) {
            return refuse(named, ErrorCode.BAD_HOST, "a request without a Host cannot be forwarded");
        }
        String target = head.target();
        if (!named.prefix().isEmpty() && Addressing.path(target).equals(named.prefix())) {
            return redirectToFolder(target, named.prefix());
        }
        String requestId = ids.next();
        return new Dispatch.Forward(
                new TunnelSource(services.registry(), tunnel, caller, requestId),
                requestEdit(named, target, chain, head, authority.get()),
                responseEdit(tunnel, named, authority.get()),
                new ExchangeLog(
                        services.refusals(),
                        caller,
                        named.name(),
                        requestId,
                        tunnel.session().isTrusted(),
                        upgrades));
    }

    private Dispatch refuse(Address.Named named, ErrorCode code, String message) {
        refusedTunnel = named.name();
        return new Dispatch.Refuse(code, message);
    }

    private Optional<ProxyChain> chain(MessageHead head) {
        return peerTrusted ? Optional.of(services.visitors().chain(peer.getAddress(), head)) : Optional.empty();
    }

    /** Who calls: behind a trusted proxy whoever that one names, whose port nobody knows; the peer when it names none. */
    private InetSocketAddress caller(Optional<ProxyChain> chain) {
        return chain.filter(ProxyChain::isNamed)
                .map(way -> new InetSocketAddress(way.visitor(), 0))
                .orElse(peer);
    }

    private Optional<Dispatch> notReady(Tunnel tunnel, Address.Named named) {
        return switch (tunnel.session().readiness()) {
            case READY -> Optional.empty();
            case BUSY ->
                Optional.of(refuse(
                        named,
                        ErrorCode.BUSY,
                        "too many visitors wait for the agent of '" + tunnel.name() + "'; try again soon"));
            case AWAY ->
                Optional.of(refuse(
                        named,
                        ErrorCode.AGENT_AWAY,
                        "the agent of '" + tunnel.name() + "' is going away; try again soon"));
        };
    }

    private static Dispatch redirectToFolder(String target, String prefix) {
        FieldLines fields = new FieldLines().add("Location", prefix + "/" + target.substring(prefix.length()));
        return new Dispatch.Respond(Answer.empty(308, "Permanent Redirect", fields));
    }

    private RequestEdit requestEdit(
            Address.Named named, String target, Optional<ProxyChain> chain, MessageHead head, Authority authority) {
        if (chain.isPresent()) {
            FieldLines lines = services.forwarding()
                    .fromProxy(peer.getAddress(), chain.get(), head, authority, named.name(), named.prefix());
            return new RequestEdit(RequestEdit.ForwardingFields.KEEP_SCHEME, "", stripped(named, target), lines);
        }
        RequestEdit shared = lastEdit;
        if (shared == null || !authority.equals(lastAuthority) || !named.name().equals(lastTunnel)) {
            FieldLines lines =
                    services.forwarding().fromVisitor(peer.getAddress(), authority, named.name(), named.prefix());
            shared = new RequestEdit(RequestEdit.ForwardingFields.DROP, "", "", lines);
            lastEdit = shared;
            lastAuthority = authority;
            lastTunnel = named.name();
        }
        return named.prefix().isEmpty() ? shared : shared.withTarget(stripped(named, target));
    }

    private static String stripped(Address.Named named, String target) {
        return named.prefix().isEmpty() ? "" : target.substring(named.prefix().length());
    }

    private ResponseEdit responseEdit(Tunnel tunnel, Address.Named named, Authority authority) {
        boolean trusted = tunnel.session().isTrusted();
        if (!named.prefix().isEmpty()) {
            return services.answersByPath(named.prefix(), authority, trusted);
        }
        return services.answersByHost(trusted);
    }

    @Override
    public String onRejected(ErrorCode code, String detail, Downstream from) {
        boolean dispatched = !refusedPeer.isEmpty();
        String requestId = ids.next();
        services.refusals()
                .log(new Refusal(
                        Surface.EDGE,
                        Refusal.Outcome.REFUSED,
                        code,
                        dispatched ? refusedPeer : text(peer),
                        requestId,
                        refusedTunnel,
                        dispatched ? "" : detail)); // what dispatch says to the visitor may quote its Host
        refusedPeer = "";
        refusedTunnel = "";
        return requestId;
    }

    private static String text(InetSocketAddress address) {
        return NetUtil.toAddressString(address.getAddress());
    }
}
