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
import dev.adit.server.session.AgentAcceptor;
import dev.adit.server.session.PublicUrls;
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
    private final List<ControlResource> resources;

    /**
     * Makes it.
     *
     * @param resources what other parts of the server add, asked in turn
     */
    public ControlHost(EdgeConfig edge, PublicUrls urls, AgentAcceptor agents, List<ControlResource> resources) {
        this.edge = edge;
        this.urls = urls;
        this.agents = agents;
        this.resources = List.copyOf(resources);
    }

    /**
     * Whose connection asks.
     *
     * @param peer who calls, as trusted proxies tell it
     * @param requestId what its request is called
     * @param loop the connection's event loop
     * @param uncounted told when it turns out to be an agent's
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
            case Addressing.CONFIG -> config(head, host);
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

    private Dispatch config(MessageHead head, Authority host) {
        if (!head.isMethod("GET") && !head.isMethod("HEAD")) {
            return new Dispatch.Refuse(ErrorCode.METHOD_REFUSED, "the configuration can only be read");
        }
        String mode = edge.routing() == Routing.PATH ? "path" : "subdomain";
        String json = "{\"routing_mode\":\"" + mode + "\",\"base_domain\":\"" + urls.baseDomain(host) + "\"}\n";
        return new Dispatch.Respond(new Answer(200, "OK", new FieldLines(), "application/json", json));
    }
}
