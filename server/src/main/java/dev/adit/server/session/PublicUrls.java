// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Authority;
import dev.adit.server.EdgeConfig;
import dev.adit.server.Routing;
import dev.adit.wire.TunnelName;

/** The public URLs of tunnels, as agents are told them. Immutable. */
public final class PublicUrls {
    private final EdgeConfig edge;
    private final int listenPort;

    /**
     * Makes them from the configuration.
     *
     * @param listenPort the port of the first listener, as bound
     */
    public PublicUrls(EdgeConfig edge, int listenPort) {
        this.edge = edge;
        this.listenPort = listenPort;
    }

    /** The URL of an HTTP tunnel; {@code dialled} is the host and port under which the agent reached us. */
    public String http(TunnelName name, Authority dialled) {
        if (edge.routing() == Routing.SUBDOMAIN) {
            String host = name + "." + edge.domain().orElseThrow();
            return edge.publicUrl().map(url -> url.urlFor(host)).orElseGet(() -> "http://" + host + portSuffix());
        }
        String base = edge.publicUrl().map(Object::toString).orElseGet(() -> "http://" + dialled);
        return base + "/" + name + "/";
    }

    /** The URL of a TCP tunnel. */
    public String tcp(int port, Authority dialled) {
        String host = edge.publicUrl()
                .map(url -> url.address().urlHost())
                .or(edge::domain)
                .orElse(dialled.host());
        return "tcp://" + host + ":" + port;
    }

    /** The domain an Exio agent builds its URLs with. */
    public String baseDomain(Authority dialled) {
        return edge.domain()
                .or(() -> edge.publicUrl().map(url -> url.address().urlHost()))
                .orElse(dialled.host());
    }

    private String portSuffix() {
        return listenPort == 80 ? "" : ":" + listenPort;
    }
}
