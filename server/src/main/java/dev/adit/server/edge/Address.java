// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

/** What a request is addressed to. Immutable. */
sealed interface Address {
    /** The server itself; the path says which of its few resources. */
    record Control(String path) implements Address {}

    /**
     * A tunnel.
     *
     * @param prefix the path prefix that names it, such as {@code /demo}; empty in subdomain mode
     */
    record Named(String name, String prefix) implements Address {}

    /** Neither: no such host here. */
    record Nowhere() implements Address {}
}
