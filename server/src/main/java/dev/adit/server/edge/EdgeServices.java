// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Authority;
import dev.adit.http.ResponseEdit;
import dev.adit.server.EdgeConfig;
import dev.adit.server.PublicUrl;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.registry.Registry;
import java.util.Locale;

/** What the visitors' connections of a server share. Immutable; its parts are thread-safe. */
public final class EdgeServices {
    private final Registry registry;
    private final Addressing addressing;
    private final VisitorAddress visitors;
    private final ForwardingFields forwarding;
    private final ControlHost control;
    private final String publicOrigin;
    private final HostModeResponse fromTrusted;
    private final HostModeResponse fromOthers;
    private final RefusalLog refusals;

    /** Makes them; {@code instance} names this server in Via. */
    public EdgeServices(EdgeConfig edge, Registry registry, String instance, ControlHost control, RefusalLog refusals) {
        this.refusals = refusals;
        this.registry = registry;
        this.control = control;
        addressing = new Addressing(edge, control::ownsInPathMode);
        visitors = new VisitorAddress(edge.trustedProxies());
        publicOrigin = edge.publicUrl()
                .map(url -> url.toString().toLowerCase(Locale.ROOT))
                .orElse("");
        SharedDomain domain = new SharedDomain(edge.domain().orElse(""));
        fromTrusted = new HostModeResponse(domain, true);
        fromOthers = new HostModeResponse(domain, false);
        forwarding = new ForwardingFields(
                instance, edge.publicUrl().map(PublicUrl::scheme).orElse("http"));
    }

    Registry registry() {
        return registry;
    }

    Addressing addressing() {
        return addressing;
    }

    VisitorAddress visitors() {
        return visitors;
    }

    ForwardingFields forwarding() {
        return forwarding;
    }

    RefusalLog refusals() {
        return refusals;
    }

    ControlHost control() {
        return control;
    }

    /** What changes in answers of a tunnel below a path of the host that the visitor asked. */
    ResponseEdit answersByPath(String prefix, Authority host, boolean isTrusted) {
        return new PathModeResponse(prefix, host, publicOrigin, isTrusted);
    }

    /** What changes in answers of a tunnel with a host name of its own. */
    ResponseEdit answersByHost(boolean isTrusted) {
        return isTrusted ? fromTrusted : fromOthers;
    }
}
