// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.option.AgentOptions;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.CommonOptions;
import dev.adit.cli.option.LogLevel;
import dev.adit.cli.option.OptionTable;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.Verb;
import java.util.Map;

/** What {@code adit demo} is to do. Immutable. No file plays a part: the demo is the same everywhere. */
public record DemoPlan(boolean check, boolean json, LogPlan log) {
    public static DemoPlan of(Arguments arguments, Surroundings surroundings) {
        Settings settings =
                Settings.resolve(OptionTable.of(Verb.DEMO), arguments.flags(), surroundings.environment(), Map.of());
        LogLevel level = settings.one(CommonOptions.AGENT_LOG_LEVEL);
        // A demo shows its address and no more, unless somebody asks.
        boolean asked = settings.isGiven(CommonOptions.AGENT_LOG_LEVEL) && !settings.one(AgentOptions.QUIET);
        return new DemoPlan(
                settings.one(AgentOptions.CHECK),
                settings.one(AgentOptions.JSON),
                new LogPlan(asked ? level : LogLevel.WARN, settings.one(CommonOptions.AGENT_LOG_FORMAT)));
    }
}
