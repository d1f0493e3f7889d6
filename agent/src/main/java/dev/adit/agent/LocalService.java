// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.util.Optional;

/** How the agent speaks to a tunnel's local service, beside where it is. Immutable. */
public record LocalService(HostHeader hostHeader, boolean insecureTarget, Optional<ProxyProtocol> proxyProtocol) {
    public static final LocalService DEFAULT = new LocalService(new HostHeader.Preserve(), false, Optional.empty());
}
