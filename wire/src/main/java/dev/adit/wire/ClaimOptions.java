// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.List;

/**
 * What the server is to check before a visitor reaches the agent. Immutable.
 *
 * @param basicAuth accepted {@code USER:PASS} pairs; empty: no check
 * @param allowCidrs networks that may visit; empty: all
 * @param denyCidrs networks that may not visit, even when allowed
 */
public record ClaimOptions(List<Secret> basicAuth, List<String> allowCidrs, List<String> denyCidrs) {
    /** No checks. */
    public static final ClaimOptions NONE = new ClaimOptions(List.of(), List.of(), List.of());

    public ClaimOptions {
        basicAuth = List.copyOf(basicAuth);
        allowCidrs = List.copyOf(allowCidrs);
        denyCidrs = List.copyOf(denyCidrs);
    }
}
