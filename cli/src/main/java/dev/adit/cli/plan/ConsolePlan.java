// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

/** What an agent's run shows on its console. Immutable. */
public record ConsolePlan(boolean json, boolean color, boolean qr, boolean copy, boolean open, LogPlan log) {}
