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

    /** What is wrong with the networks, which come from afar; empty when {@link #access} can be had. */
    public Optional<String> accessFault() {
        try {
            access();
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
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
