// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Clock;
import dev.adit.http.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where an agent's sockets live: its transport, its one event loop, its clock. Immutable. */
record Sockets(Transport transport, EventLoop loop, Clock clock) {
    /** An unregistered channel that fits the address. */
    Channel newChannel(SocketAddress address) {
        return address instanceof InetSocketAddress ? transport.newSocket() : transport.newDomainSocket();
    }
}
