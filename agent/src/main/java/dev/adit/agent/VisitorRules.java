// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.AccessList;
import dev.adit.wire.Cidr;
import dev.adit.wire.ClaimOptions;
import java.util.List;

/**
 * Who may visit a tunnel: blocks allowed (none means all), blocks denied (these win), credentials asked for (none
 * means no sign-in). Immutable.
 */
public record VisitorRules(List<Cidr> allow, List<Cidr> deny, List<BasicCredential> basicAuth) {
    /** Everybody, without a sign-in. */
    public static final VisitorRules OPEN = new VisitorRules(List.of(), List.of(), List.of());

    public VisitorRules {
        AccessList checked = new AccessList(allow, deny);
        allow = checked.allow();
        deny = checked.deny();
        basicAuth = List.copyOf(basicAuth);
    }

    /** Who may visit by address. */
    AccessList access() {
        return new AccessList(allow, deny);
    }

    /** The same rules as a claim asks the server to keep them. */
    ClaimOptions claimOptions() {
        return new ClaimOptions(
                basicAuth.stream().map(BasicCredential::pair).toList(),
                allow.stream().map(Cidr::toString).toList(),
                deny.stream().map(Cidr::toString).toList());
    }
}
