// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** An exchange that became a byte pipe, reported as one still. Confined to the exchange's event loop. */
final class Upgrade implements Pipe.Observer {
    private final ExchangeReport report;

    Upgrade(ExchangeReport report) {
        this.report = report;
    }

    /** Joins both links, the client's being taken off its connection; takes ownership of the bytes. */
    void join(Downstream client, Link upstream, ByteBuf fromUpstream) {
        LinkReceiver forward = Pipe.join(client.link(), client.leave(), upstream, fromUpstream, this);
        if (client.hasClientFinished()) {
            forward.onFinished();
        }
    }

    @Override
    public void onForward(ByteBuf bytes) {
        report.onRequestContent(bytes);
    }

    @Override
    public void onBackward(ByteBuf bytes) {
        report.onResponseContent(bytes);
    }

    @Override
    public void onEnd(boolean broken) {
        report.onEnd(ExchangeEnd.Outcome.UPGRADED, Optional.empty(), "");
    }
}
