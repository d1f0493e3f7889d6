// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.server.ServerConfig;
import java.util.List;

/** What {@code adit server} is to do. Immutable. */
public record ServerPlan(ServerConfig server, LogPlan log, List<String> notices) {
    public ServerPlan {
        notices = List.copyOf(notices);
    }
}
