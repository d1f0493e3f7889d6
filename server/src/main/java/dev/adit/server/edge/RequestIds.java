// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

/** Names for exchanges, unique within a process. Confined to one connection. */
final class RequestIds {

    private final String connection;
    private int next;

    /**
     * @param connection a number of the connection, unique in this process
     */
    RequestIds(long connection) {
        this.connection = Long.toHexString(connection);
    }

    String next() {
        return connection + "-" + Integer.toHexString(next++);
    }
}
