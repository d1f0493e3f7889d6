// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Answer;
import dev.adit.http.Authority;
import dev.adit.http.Dispatch;
import dev.adit.http.ErrorCode;
import dev.adit.http.FieldLines;
import dev.adit.http.MessageHead;
import dev.adit.server.EdgeConfig;
import dev.adit.server.Routing;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.refusal.Surface;
import dev.adit.server.session.AgentAcceptor;
import dev.adit.server.session.PublicUrls;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** The few resources of the server itself, on the control host alone. Immutable; its parts are thread-safe. */
public final class ControlHost {
    private static final Authority UNKNOWN_HOST = new Authority("localhost", -1);

    private final EdgeConfig edge;
    private final PublicUrls urls;
    private final AgentAcceptor agents;
    private final RefusalLog refusals;
    private final List<ControlResource> resources;

    /**
     * Makes it.
     *
     * @param refusals told of what is refused here
     * @param resources what other parts of the server add, asked in turn
     */
    public ControlHost(
            EdgeConfig edge,
            PublicUrls urls,
            AgentAcceptor agents,
            RefusalLog refusals,
            List<ControlResource> resources) {
        this.edge = edge;
        this.urls = urls;
        this.agents = agents;
        this.refusals = refusals;
        this.resources = List.copyOf(resources);
    }

    /**
     * Whose connection asks.
     *
     * @param peer who calls, as trusted proxies tell it
     * @param requestId what its request is called
     * @param loop the connection's event loop
     * @param uncounted told when it turns out to be that of an agent with a key
     */
    public record Caller(InetSocketAddress peer, String requestId, EventExecutor loop, Runnable uncounted) {}

    /** Whether the path is the server's own in path mode. */
    boolean ownsInPathMode(String path) {
        return path.equals(Addressing.CONNECT)
                || path.equals(Addressing.CONFIG)
                || resources.stream().anyMatch(resource -> resource.ownsInPathMode(path));
    }

    Dispatch dispatch(String path, MessageHead head, Optional<Authority> authority, Caller caller) {
        Authority host = authority.orElse(UNKNOWN_HOST);
        return switch (path) {
            case Addressing.CONNECT ->
                new Dispatch.Take(agents.accept(head, host, caller.peer(), caller.requestId(), caller.uncounted()));
            case Addressing.CONFIG -> config(head, host, caller);
            default ->
                resources.stream()
                        .flatMap(resource -> resource.dispatch(path, head, host, caller).stream())
                        .findFirst()
                        .orElseGet(() -> nothingHere(host));
        };
    }

    private Dispatch nothingHere(Authority host) {
        return new Dispatch.Refuse(
                ErrorCode.NO_SUCH_HOST,
                "no tunnel is named in the host '" + host.host() + "'; look for "
                        + edge.domain().map(domain -> "NAME." + domain).orElse("/NAME/"));
    }

    private Dispatch config(MessageHead head, Authority host, Caller caller) {
        if (!head.isMethod("GET") && !head.isMethod("HEAD")) {
            String why = "the configuration can only be read";
            String peer = NetUtil.toAddressString(caller.peer().getAddress());
            refusals.log(Refusal.refused(Surface.EDGE, ErrorCode.METHOD_REFUSED, peer, caller.requestId(), why));
            return new Dispatch.Respond(Answer.methodRefused("GET, HEAD", why));
        }
        String mode = edge.routing() == Routing.PATH ? "path" : "subdomain";
        String json = "{\"routing_mode\":\"" + mode + "\",\"base_domain\":\"" + urls.baseDomain(host) + "\"}\n";
        return new Dispatch.Respond(new Answer(200, "OK", new FieldLines(), "application/json", json));
    }
}
