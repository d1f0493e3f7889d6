// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.server.EdgeConfig;
import dev.adit.server.PublicUrl;
import dev.adit.server.registry.Registry;

/** What the visitors' connections of a server share. Immutable; its parts are thread-safe. */
public final class EdgeServices {
    private final Registry registry;
    private final Addressing addressing;
    private final VisitorAddress visitors;
    private final ForwardingFields forwarding;
    private final ControlHost control;

    /** Makes them; {@code instance} names this server in Via. */
    public EdgeServices(EdgeConfig edge, Registry registry, String instance, ControlHost control) {
        this.registry = registry;
        this.control = control;
        addressing = new Addressing(edge);
        visitors = new VisitorAddress(edge.trustedProxies());
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

    ControlHost control() {
        return control;
    }
}
