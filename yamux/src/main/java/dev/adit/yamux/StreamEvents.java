// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;

/** What a stream tells its owner; every call comes on the session's event loop, and may call back into stream and session. */
public interface StreamEvents {
    /**
     * Bytes from the peer, never empty, in order, as they arrive (a frame may come in pieces). Takes ownership. Not
     * called while reading is paused, nor after {@link Stream#abandon}. The peer's credit returns with this call.
     */
    void onBytes(ByteBuf bytes);

    /** The peer finished (FIN) and everything before was delivered. Once; our own direction goes on. */
    void onFinished();

    /**
     * The stream broke; nothing follows. Not called for an own {@link Stream#reset}, nor when both directions had
     * finished. Buffered bytes of a paused stream are delivered before it when the session was lost (Y-27), and
     * dropped when the peer reset the stream; an owner who stays paused after the session's end frees them by
     * {@link Stream#reset}.
     */
    void onReset(StreamEnd end);

    /** The stream is writable again after {@link Stream#isWritable} was false. */
    void onWritable();
}
