// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

/**
 * A tunnel that visitors can reach. Immutable.
 *
 * @param name the name it is held under
 * @param url the public URL
 * @param target the local service behind it
 */
public record TunnelReady(String name, String url, Target target) {}
