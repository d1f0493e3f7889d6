// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.List;
import java.util.Optional;

/**
 * What the server is to check before a visitor reaches the agent. Immutable.
 *
 * @param basicAuth accepted {@code USER:PASS} pairs; empty: no check
 * @param allowCidrs networks that may visit; empty: all
 * @param denyCidrs networks that may not visit, even when allowed
 */
public record ClaimOptions(List<Secret> basicAuth, List<String> allowCidrs, List<String> denyCidrs) {
    /** What a server says in {@code features} that keeps to the allowed and denied networks of a claim. */
    public static final String ACCESS_LIST = "access-list";

    /** No checks. */
    public static final ClaimOptions NONE = new ClaimOptions(List.of(), List.of(), List.of());

    public ClaimOptions {
        basicAuth = List.copyOf(basicAuth);
        allowCidrs = List.copyOf(allowCidrs);
        denyCidrs = List.copyOf(denyCidrs);
    }

    /** The same without networks, for a server that does not check them. */
    public ClaimOptions withoutNetworks() {
        return new ClaimOptions(basicAuth, List.of(), List.of());
    }

    /**
     * What is wrong with the networks, in words for log and peer that quote none of them, since they come from afar and
     * may be as long as a message; empty when {@link #access} can be had.
     */
    public Optional<String> accessFault() {
        Optional<String> wrong = fault("allow_cidr", allowCidrs).or(() -> fault("deny_cidr", denyCidrs));
        if (wrong.isPresent()) {
            return wrong;
        }
        try {
            access();
            return Optional.empty();
        } catch (IllegalArgumentException tooMany) {
            return Optional.of(String.valueOf(tooMany.getMessage()));
        }
    }

    private static Optional<String> fault(String name, List<String> networks) {
        for (int i = 0; i < networks.size(); i++) {
            try {
                Cidr.parse(networks.get(i));
            } catch (IllegalArgumentException ignored) { // quotes what the peer wrote
                return Optional.of(name + "[" + i + "] is not an address block; write one like 10.0.0.0/8, 192.0.2.7"
                        + " or 2001:db8::/32");
            }
        }
        return Optional.empty();
    }

    /**
     * The networks as blocks.
     *
     * @throws IllegalArgumentException when one is no block, or when there are too many
     */
    public AccessList access() {
        return new AccessList(
                allowCidrs.stream().map(Cidr::parse).toList(),
                denyCidrs.stream().map(Cidr::parse).toList());
    }
}
