// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;

/**
 * An exchange that became a byte pipe: counts what it carries and reports its end to the exchange. Confined to their
 * event loop.
 */
final class Upgrade implements Pipe.Observer {
    private final Exchange exchange;
    private long forwardBytes;
    private long backwardBytes;

    Upgrade(Exchange exchange) {
        this.exchange = exchange;
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
        forwardBytes += bytes.readableBytes();
        exchange.observer().onRequestContent(bytes);
    }

    @Override
    public void onBackward(ByteBuf bytes) {
        backwardBytes += bytes.readableBytes();
        exchange.observer().onResponseContent(bytes);
    }

    @Override
    public void onEnd(boolean broken) {
        exchange.upgradeEnded(forwardBytes, backwardBytes);
    }
}
