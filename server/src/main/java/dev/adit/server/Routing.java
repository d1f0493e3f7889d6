// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

/** Where a visitor's request carries the tunnel's name. Immutable. */
public enum Routing {
    /** {@code NAME.DOMAIN}. */
    SUBDOMAIN,
    /** {@code HOST/NAME/}. */
    PATH
}
