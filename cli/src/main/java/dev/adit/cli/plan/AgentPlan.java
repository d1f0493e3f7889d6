// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.agent.AgentConfig;
import dev.adit.wire.HostPort;
import java.util.List;
import java.util.Optional;

/**
 * What an agent's command is to do. Immutable.
 *
 * @param inspect where the inspector listens; empty: off
 * @param notices lines for stderr before it starts
 */
public record AgentPlan(AgentConfig agent, Optional<HostPort> inspect, ConsolePlan console, List<String> notices) {
    public AgentPlan {
        notices = List.copyOf(notices);
    }
}
