// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;

/**
 * Cuts a byte stream, split anywhere, into headers and payload pieces.
 *
 * <p>It allocates nothing and believes no declared length: payload goes on as slices of what arrived (Y-08). Confined
 * to the session's event loop.
 */
final class FrameReader {
    /** Takes what the reader finds. */
    interface Sink {
        /** A header; {@code length} is unsigned. Returns how many payload bytes follow. */
        long onHeader(int typeAndFlags, int id, int length) throws ProtocolViolation;

        /** A piece of the payload announced last; {@code last} ends it. The sink owns the piece. */
        void onPayload(ByteBuf piece, boolean last);

        /** False stops the reader, which then drops the rest. */
        boolean wantsMore();
    }

    private long payloadLeft;
    private int headerBytes;
    private int typeAndFlags;
    private int id;
    private int length;

    /** Reads everything. Borrows the buffer. */
    void read(ByteBuf in, Sink sink) throws ProtocolViolation {
        while (in.isReadable() && sink.wantsMore()) {
            if (payloadLeft > 0) {
                readPayload(in, sink);
            } else {
                readHeader(in, sink);
            }
        }
    }

    private void readPayload(ByteBuf in, Sink sink) {
        int piece = (int) Math.min(payloadLeft, in.readableBytes());
        payloadLeft -= piece;
        sink.onPayload(in.readSlice(piece).retain(), payloadLeft == 0);
    }

    private void readHeader(ByteBuf in, Sink sink) throws ProtocolViolation {
        if (headerBytes == 0 && in.readableBytes() >= Header.BYTES) {
            payloadLeft = sink.onHeader(in.readInt(), in.readInt(), in.readInt());
            return;
        }
        while (headerBytes < Header.BYTES && in.isReadable()) {
            push(in.readByte() & 0xFF);
        }
        if (headerBytes == Header.BYTES) {
            headerBytes = 0;
            payloadLeft = sink.onHeader(typeAndFlags, id, length);
        }
    }

    /** Shifts one more byte into the word that it belongs to. */
    private void push(int octet) {
        switch (headerBytes++ >> 2) {
            case 0 -> typeAndFlags = typeAndFlags << 8 | octet;
            case 1 -> id = id << 8 | octet;
            default -> length = length << 8 | octet;
        }
    }
}
