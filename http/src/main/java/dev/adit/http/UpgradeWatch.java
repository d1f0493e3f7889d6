// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;

/** Counts what an upgraded connection carries and reports its end to its exchange. Confined to their event loop. */
final class UpgradeWatch implements Pipe.Observer {
    private final Exchange exchange;
    private long forwardBytes;
    private long backwardBytes;

    UpgradeWatch(Exchange exchange) {
        this.exchange = exchange;
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
