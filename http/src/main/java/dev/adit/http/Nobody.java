// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;

/** Hears for a link that nobody listens to: bytes are dropped. Immutable. */
final class Nobody implements LinkReceiver {
    static final LinkReceiver INSTANCE = new Nobody();

    private Nobody() {}

    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onFinished() {}

    @Override
    public void onAborted(LinkFailure failure) {}

    @Override
    public void onWritable() {}
}
