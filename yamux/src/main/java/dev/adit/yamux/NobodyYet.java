// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;

/** The owner of a stream whose owner is just being asked for. */
enum NobodyYet implements StreamEvents {
    NOBODY;

    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onFinished() {
        // No frame of the stream is delivered before its owner is known.
    }

    @Override
    public void onReset(StreamEnd end) {
        // The owner hears it as soon as it is known.
    }

    @Override
    public void onWritable() {
        // Nothing was written yet.
    }
}
