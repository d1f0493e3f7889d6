// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.ExchangeEnd;
import dev.adit.http.ExchangeObserver;
import dev.adit.wire.TunnelName;

/** Tells the listener of one exchange when it is over. Immutable. */
record RequestReport(AgentListener listener, TunnelName tunnel, Visit visit, String method, String target)
        implements ExchangeObserver {
    @Override
    public String requestId() {
        return visit.requestId();
    }

    @Override
    public void onEnd(ExchangeEnd end) {
        int query = target.indexOf('?');
        listener.onRequest(new RequestRecord(
                visit.requestId(),
                tunnel.value(),
                method,
                query < 0 ? target : target.substring(0, query),
                end.status(),
                end.duration(),
                end.requestBytes(),
                end.responseBytes(),
                visit.remoteAddress()));
    }
}
