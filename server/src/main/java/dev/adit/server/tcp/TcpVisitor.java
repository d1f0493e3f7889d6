// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.SocketLink;
import dev.adit.server.registry.Tunnel;
import java.net.InetSocketAddress;

/**
 * A visitor's connection that was let in, on its way to the tunnel's session. Immutable.
 *
 * @param address who visits, behind a proxy whoever that one names
 * @param leave gives its places back; once, when the connection is closed
 */
record TcpVisitor(Tunnel tunnel, SocketLink link, InetSocketAddress address, Runnable leave) {}
