// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;

/**
 * Two opposite byte streams with one peer: a socket, or one stream of a session.
 *
 * <p>Everything proxied runs between two links, so the proxy core needs no notion of what carries the bytes. A link
 * and its receiver are confined to the link's event loop; no method may be called from elsewhere. What is written in
 * one turn of the loop leaves together at the end of that turn.
 */
public interface Link {
    /** The event loop that owns this link. */
    EventExecutor executor();

    /** Names whom the link tells from now on; bytes that wait because reading is paused go to the newest receiver. */
    void receiver(LinkReceiver receiver);

    /**
     * Queues bytes for the peer, in order. Takes ownership of the buffer and of its content (a carrier may mask the
     * bytes in place). Ignored, and the buffer released, after {@link #finish}, {@link #close} or {@link #abort}.
     */
    void write(ByteBuf bytes);

    /** Ends our output after everything written so far (FIN); the peer may go on sending. */
    void finish();

    /** Ends both directions, the output after everything written so far; what the peer still sends is dropped. */
    void close();

    /** Breaks both directions at once (RST): unsent and unread bytes are dropped, the receiver hears nothing more. */
    void abort();

    /** Whether more may be written now; false asks the writer to pause its source until {@link LinkReceiver#onWritable}. */
    boolean isWritable();

    /** How many of the written bytes have not left yet, as far as the link knows. */
    default long unsentBytes() {
        return 0;
    }

    /** Stops delivery of bytes; the peer is slowed down by its window, not buffered without bound. */
    void pauseReading();

    /** Starts delivery again; may deliver from within this call. */
    void resumeReading();
}
