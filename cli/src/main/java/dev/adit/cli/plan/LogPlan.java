// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.option.LogFormat;
import dev.adit.cli.option.LogLevel;

/** How a run logs. Immutable. */
public record LogPlan(LogLevel level, LogFormat format) {}
