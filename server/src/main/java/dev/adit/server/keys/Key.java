// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.keys;

/**
 * An agent's credential as the server knows it: never the secret itself. Immutable.
 *
 * @param id public part of the key
 * @param name whose it is
 */
public record Key(String id, String name, KeyRights rights) {}
