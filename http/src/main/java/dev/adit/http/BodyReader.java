// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;

/** Finds the end of one message body in the bytes of a link and hands its content on. Confined to the link's loop. */
final class BodyReader {
    /** Takes what a body holds. */
    interface Sink {
        /** Content; takes ownership of the buffer. */
        void onContent(ByteBuf content);
    }

    private final BodyFraming framing;
    private final ChunkReader chunks;
    private final boolean chunked;
    private long left;
    private boolean ended;

    /**
     * @param broken the failure to report when chunks are malformed
     */
    BodyReader(BodyFraming framing, HttpLimits limits, ErrorCode broken) {
        this.framing = framing;
        chunked = framing instanceof BodyFraming.Chunked;
        chunks = chunked ? new ChunkReader(limits, broken) : ChunkReader.UNUSED;
        left = framing instanceof BodyFraming.Length length ? length.bytes() : 0;
        ended = framing instanceof BodyFraming.None;
    }

    /** Whether the body has ended; bytes behind it belong to the next message. */
    boolean ended() {
        return ended;
    }

    /** How much content the sender of a chunked body has announced and not sent yet. */
    long announcedBytes() {
        return chunked ? chunks.announcedBytes() : 0;
    }

    /** The trailer section, rendered and filtered, empty until the end of a chunked body. */
    Trailers trailers() {
        return chunked ? chunks.trailers() : Trailers.NONE;
    }

    /** Consumes as much of the input as belongs to this body; does not release it. */
    void read(ByteBuf in, Sink sink) throws HttpRejection {
        if (ended || !in.isReadable()) {
            return;
        }
        if (chunked) {
            ended = chunks.read(in, sink);
            return;
        }
        if (framing instanceof BodyFraming.UntilClose) {
            sink.onContent(in.readSlice(in.readableBytes()).retain());
            return;
        }
        int taken = (int) Math.min(left, in.readableBytes());
        left -= taken;
        ended = left == 0;
        if (taken > 0) {
            sink.onContent(in.readSlice(taken).retain());
        }
    }

    /** Tells that the sender ended its output; returns whether the body is whole. */
    boolean inputFinished() {
        if (framing instanceof BodyFraming.UntilClose) {
            ended = true;
        }
        return ended;
    }
}
