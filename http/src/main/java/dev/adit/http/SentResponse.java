// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The responses of one exchange on their way to the client: interim ones as far as it understands them, then the final
 * one, whose body is framed anew for it.
 *
 * <p>Invariant: a body's bytes go out only behind their head, and only a whole body gets its end; one that breaks off is
 * {@linkplain #cut cut} so that the client can see it (U7). Confined to the exchange's event loop.
 */
final class SentResponse {
    private final Downstream client;
    private final ResponseEdit edit;
    private final boolean http10;
    private final boolean clientKeeps;
    private boolean begun;
    private boolean chunked;
    private boolean cutNeedsReset;
    private boolean closes;

    SentResponse(Downstream client, MessageHead request, ResponseEdit edit) {
        this.client = client;
        this.edit = edit;
        http10 = request.isHttp10();
        clientKeeps = !http10 && !request.endsConnection();
    }

    /** Whether the client's request lets the connection go on behind its response. */
    boolean clientKeeps() {
        return clientKeeps;
    }

    /** Whether the final response has begun, so that no other can take its place. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether the client was not told that the connection ends behind this response. */
    boolean keeps() {
        return !closes;
    }

    /** Passes an interim response on, to a client that can understand it. */
    void interim(MessageHead head) {
        if (!http10) {
            writeHead(head, false);
        }
    }

    /** Passes a 101 on; what follows is not HTTP. */
    void switchProtocols(MessageHead head) {
        writeHead(head, false);
    }

    /**
     * Begins the final response.
     *
     * @param requestEnded false for an early one: what is left of the body may never be read, so no request of the
     *     client's can follow it
     */
    void begin(MessageHead head, BodyFraming framing, boolean requestEnded) {
        boolean unbounded = framing instanceof BodyFraming.Chunked || framing instanceof BodyFraming.UntilClose;
        chunked = unbounded && !http10;
        cutNeedsReset = unbounded && http10;
        closes = !clientKeeps || !requestEnded || client.isDraining();
        writeHead(head, closes && client.settings().persistent());
        begun = true;
    }

    private void writeHead(MessageHead head, boolean close) {
        client.link().write(ResponseHeadWriter.write(head, chunked, close, edit, ByteBufAllocator.DEFAULT));
    }

    /** Sends content, never empty; takes ownership. */
    void write(ByteBuf content) {
        if (!begun) {
            throw new IllegalStateException("content before a head");
        }
        BodyWriter.write(client.link(), chunked, content);
    }

    /** The body is whole. */
    void end(Trailers trailers) {
        if (!begun) {
            throw new IllegalStateException("an end before a head");
        }
        BodyWriter.end(client.link(), chunked, trailers);
    }

    /** Breaks off; a body that ends with its connection takes a reset to look broken. */
    void cut() {
        client.cut(cutNeedsReset);
    }
}
