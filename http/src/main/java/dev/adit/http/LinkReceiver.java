// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;

/** Hears what a {@link Link} brings; every call comes on the link's event loop. */
public interface LinkReceiver {
    /** Bytes from the peer, never empty. Takes ownership of the buffer. Not called while reading is paused. */
    void onBytes(ByteBuf bytes);

    /** The peer ended its output (FIN) and all its bytes were delivered; our output goes on. Called at most once. */
    void onFinished();

    /** The link broke: reset by the peer, lost, or its other end failed. Nothing follows. Called at most once. */
    void onAborted(LinkFailure failure);

    /** The link became writable again after {@link Link#isWritable} was false. */
    void onWritable();
}
