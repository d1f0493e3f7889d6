// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.SocketLink;
import io.netty.buffer.ByteBuf;

/**
 * A link that waits in its pool for an exchange: whatever it brings ends it, and is never read as an answer (AL-08).
 * Confined to the pool's event loop.
 */
final class PoolLink implements LinkReceiver {
    private final Pool pool;
    private final SocketLink socket;

    PoolLink(Pool pool, SocketLink socket) {
        this.pool = pool;
        this.socket = socket;
    }

    SocketLink socket() {
        return socket;
    }

    /** Nobody uses the link now; what it has to tell is told within this call. */
    void rest() {
        socket.receiver(this);
        socket.resumeReading();
    }

    boolean isActive() {
        return socket.channel().isActive();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
        drop();
    }

    @Override
    public void onFinished() {
        drop();
    }

    @Override
    public void onAborted(LinkFailure failure) {
        pool.forget(this);
    }

    @Override
    public void onWritable() {
        // Nothing is written here.
    }

    private void drop() {
        pool.forget(this);
        socket.close();
    }
}
