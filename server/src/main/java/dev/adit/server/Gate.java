// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds connections that come while other listeners are still being bound. Thread-safe. */
final class Gate implements Consumer<Channel> {
    private final ArrayDeque<Channel> waiting = new ArrayDeque<>();
    private volatile @Nullable Consumer<Channel> taker;

    @Override
    public void accept(Channel channel) {
        Consumer<Channel> open = taker;
        if (open == null) {
            synchronized (this) {
                open = taker;
                if (open == null) {
                    waiting.add(channel);
                    return;
                }
            }
        }
        open.accept(channel);
    }

    synchronized void open(Consumer<Channel> ready) {
        taker = ready;
        while (!waiting.isEmpty()) {
            ready.accept(waiting.poll());
        }
    }
}
