// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Writes message bodies to links, in chunks of our own or as they come. Stateless. */
final class BodyWriter {
    /** Below this a chunk's frame and content go into one buffer: copying is cheaper than three writes. */
    private static final int COPY_BYTES = 4096;

    private static final int FRAME_BYTES = 24;
    private static final byte[] LAST_CHUNK = Octets.of("0\r\n");
    private static final ByteBufAllocator ALLOCATOR = ByteBufAllocator.DEFAULT;

    private BodyWriter() {}

    /** Sends content, never empty; takes ownership. */
    static void write(Link link, boolean chunked, ByteBuf content) {
        if (!chunked) {
            link.write(content);
            return;
        }
        int size = content.readableBytes();
        boolean copies = size <= COPY_BYTES;
        ByteBuf frame = ALLOCATOR.directBuffer(copies ? size + FRAME_BYTES : FRAME_BYTES);
        frame.writeBytes(Octets.of(Integer.toHexString(size))).writeBytes(OwnLines.END);
        if (copies) {
            frame.writeBytes(content).writeBytes(OwnLines.END);
            content.release();
            link.write(frame);
            return;
        }
        link.write(frame);
        link.write(content);
        link.write(ALLOCATOR.directBuffer(OwnLines.END.length).writeBytes(OwnLines.END));
    }

    /** Sends the end of a whole body; a body that broke off gets none. */
    static void end(Link link, boolean chunked, Trailers trailers) {
        if (chunked) {
            byte[] lines = trailers.lines();
            ByteBuf end = ALLOCATOR.directBuffer(LAST_CHUNK.length + lines.length + OwnLines.END.length);
            link.write(end.writeBytes(LAST_CHUNK).writeBytes(lines).writeBytes(OwnLines.END));
        }
    }
}
