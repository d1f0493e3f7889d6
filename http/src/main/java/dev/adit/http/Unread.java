// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * What a client has sent and nobody has consumed yet, and how far it was looked through for a head. Confined to the
 * link's event loop.
 */
final class Unread {
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private int scannedBytes;
    private int blankBytes;

    boolean isEmpty() {
        return !bytes.isReadable();
    }

    int size() {
        return bytes.readableBytes();
    }

    /** Whether a head has begun to arrive, if only with empty lines before it. */
    boolean hasBegun() {
        return bytes.isReadable() || blankBytes > 0;
    }

    /** Whether nothing of the present head was looked at before. */
    boolean isFresh() {
        return scannedBytes == 0;
    }

    /** Adds what came; takes ownership. */
    void add(ByteBuf more) {
        if (!bytes.isReadable()) {
            bytes.release();
            bytes = more;
            return;
        }
        bytes = joined(bytes, more);
    }

    /** Both in one buffer; takes ownership of both. */
    static ByteBuf joined(ByteBuf first, ByteBuf second) {
        ByteBuf both = ByteBufAllocator.DEFAULT.directBuffer(first.readableBytes() + second.readableBytes());
        both.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return both;
    }

    void skip(int length) {
        bytes.skipBytes(length);
    }

    /** Gives all of it away, with its ownership. */
    ByteBuf take() {
        ByteBuf taken = bytes;
        bytes = Unpooled.EMPTY_BUFFER;
        return taken;
    }

    void release() {
        take().release();
    }

    /**
     * Looks for a whole request head at the front, without consuming it; the scanner of this thread holds it then.
     *
     * <p>A head may arrive octet by octet, so it is scanned again only when a line end has come.
     */
    boolean scanHead(HttpLimits limits) throws HttpRejection {
        if (!mayBeWhole(limits) || !HeadScanner.ofThread().scanRequest(bytes, limits)) {
            return false;
        }
        scannedBytes = 0;
        blankBytes = 0;
        return true;
    }

    private boolean mayBeWhole(HttpLimits limits) {
        int before = scannedBytes;
        int readable = bytes.readableBytes();
        scannedBytes = readable;
        int start = bytes.readerIndex() + before;
        return before == 0
                || readable > limits.requestLineBytes()
                || bytes.indexOf(start, bytes.writerIndex(), Octets.LF) >= 0;
    }

    /**
     * Skips empty lines before a request, up to a bound (RFC 9112 section 2.2).
     *
     * @return whether something is left that may be a head
     */
    boolean skipBlankLines(HttpLimits limits) throws HttpRejection {
        while (bytes.readableBytes() >= 2 && octet(0) == Octets.CR && octet(1) == Octets.LF) {
            bytes.skipBytes(2);
            blankBytes += 2;
            if (blankBytes > limits.requestLineBytes()) {
                throw new HttpRejection(ErrorCode.BAD_LINE, "nothing but empty lines");
            }
        }
        return bytes.isReadable() && !(bytes.readableBytes() == 1 && octet(0) == Octets.CR);
    }

    private byte octet(int index) {
        return bytes.getByte(bytes.readerIndex() + index);
    }
}
