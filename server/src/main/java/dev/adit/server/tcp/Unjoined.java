// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import io.netty.buffer.ByteBuf;

/** Hears a new stream until the pipe does, in the same turn; nothing can come before that. */
final class Unjoined implements LinkReceiver {
    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onFinished() {
        // Nothing can come before the pipe listens.
    }

    @Override
    public void onAborted(LinkFailure failure) {
        // Nothing can come before the pipe listens.
    }

    @Override
    public void onWritable() {
        // Nothing was written yet.
    }
}
