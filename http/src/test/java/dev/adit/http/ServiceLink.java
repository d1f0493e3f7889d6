// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;

/** One connection to the scripted local service as one exchange sees it. Confined to its event loop. */
record ServiceLink(ServicePool pool, SocketLink socket, boolean isReused) implements UpstreamLink {
    @Override
    public void endRequest() {}

    @Override
    public void release(boolean reusable) {
        if (reusable) {
            pool.keep(socket);
        } else {
            socket.close();
        }
    }

    @Override
    public EventExecutor executor() {
        return socket.executor();
    }

    @Override
    public void receiver(LinkReceiver receiver) {
        socket.receiver(receiver);
    }

    @Override
    public void write(ByteBuf bytes) {
        socket.write(bytes);
    }

    @Override
    public void finish() {
        socket.finish();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public void abort() {
        socket.abort();
    }

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public void pauseReading() {
        socket.pauseReading();
    }

    @Override
    public void resumeReading() {
        socket.resumeReading();
    }
}
