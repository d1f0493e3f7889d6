// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Ticks at once and then each second; ticks that the connection has no room for are left out. Confined to the loop. */
final class SecondHand {
    private @Nullable Future<?> ticking;
    private long tick;

    void start(ChannelHandlerContext context, LongConsumer onTick) {
        Runnable next = () -> {
            tick++;
            if (context.channel().isWritable()) {
                onTick.accept(tick);
            }
        };
        ticking = context.executor().scheduleAtFixedRate(next, 0, 1, TimeUnit.SECONDS);
    }

    void stop() {
        if (ticking != null) {
            ticking.cancel(false);
        }
    }
}
