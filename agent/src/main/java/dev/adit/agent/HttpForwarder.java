// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Link;
import dev.adit.wire.TunnelName;

/** Brings each request of an HTTP tunnel to the local service. Confined to the agent's event loop. */
final class HttpForwarder implements StreamForwarder {
    private final LocalPool pool;

    HttpForwarder(LocalDialer dialer, Sockets sockets, TunnelConfig tunnel, TunnelName name, AgentListener listener) {
        this.pool = new LocalPool(dialer, sockets);
    }

    @Override
    public void forward(Link link, Visit visit) {
        link.abort();
    }

    @Override
    public void close() {
        pool.close();
    }
}
