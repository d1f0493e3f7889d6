// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.SocketLink;
import dev.adit.server.registry.Tunnel;

/**
 * A visitor's connection that was let in, on its way to the tunnel's session. Immutable.
 *
 * @param visit who visits, and how the log tells of it
 * @param leave gives its places back; once, when the connection is closed
 */
record TcpVisitor(Tunnel tunnel, SocketLink link, TcpVisit visit, Runnable leave) {}
