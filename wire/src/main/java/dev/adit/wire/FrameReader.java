// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import io.netty.buffer.ByteBuf;

/**
 * Reads WebSocket frames as a stream: payload of binary frames is unmasked in place and handed on as it arrives, never
 * aggregated, so that frame borders mean nothing to yamux (CW-05). Buffers at most a header and a control payload.
 *
 * <pre>
 * FIN RSV3 opcode4 | MASK length7 | 0, 2 or 8 length bytes | 0 or 4 key bytes | payload   (RFC 6455 section 5.2)
 * </pre>
 *
 * <p>Confined to the carrier's event loop.
 */
final class FrameReader {
    /** A yamux peer may put a whole window in one frame: 16 MiB is the largest window. */
    static final long MAX_FRAME_BYTES = 16L << 20;
    /** Frames without data in a row, empty fragments or control frames: more is a flood (CW-06). */
    static final int MAX_IDLE_FRAMES = 1_000;

    static final int MAX_CONTROL_BYTES = 125;
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] NOTHING = new byte[0];
    private static final int FIN_BIT = 0x80;
    private static final int RSV_BITS = 0x70;
    private static final int CONTROL_BIT = 0x08;
    private static final int MASK_BIT = 0x80;
    /** Two bytes, eight of length, four of key. */
    private static final int MAX_HEADER_BYTES = 14;

    /** Where the content goes. */
    interface Sink {
        /** Bytes of binary messages, in order, never empty. Takes ownership. */
        void onData(ByteBuf bytes);

        /** The peer asks for a pong with this payload. */
        void onPing(byte[] payload);

        /** The peer closes with this status code, 1005 when it gave none. Nothing after it is read. */
        void onClose(int code);
    }

    private final boolean masked;
    private final Sink sink;
    private final byte[] header = new byte[MAX_HEADER_BYTES];
    private int headerBytes;
    private int headerNeeded = 2;
    private int opcode;
    private boolean inMessage;
    private boolean closed;
    private int idleFrames;
    private int key;
    private long length;
    private long read;
    private byte[] control = NOTHING;

    /** Reads frames that must all be masked, or must all not be (CW-04). */
    FrameReader(boolean masked, Sink sink) {
        this.masked = masked;
        this.sink = sink;
    }

    /** Reads all bytes. Takes ownership of the buffer. Throws {@link FrameViolation}; the reader is then of no more use. */
    void read(ByteBuf bytes) {
        try {
            while (bytes.isReadable() && !closed) {
                if (headerBytes < headerNeeded) {
                    readHeader(bytes);
                } else {
                    readPayload(bytes);
                }
            }
        } finally {
            bytes.release();
        }
    }

    private void readHeader(ByteBuf bytes) {
        int count = Math.min(headerNeeded - headerBytes, bytes.readableBytes());
        bytes.readBytes(header, headerBytes, count);
        headerBytes += count;
        if (headerBytes == 2 && headerNeeded == 2) {
            startFrame();
        }
        if (headerBytes == headerNeeded) {
            endHeader();
        }
    }

    private void startFrame() {
        int first = header[0] & 0xFF;
        opcode = first & 0x0F;
        if ((first & RSV_BITS) != 0) {
            throw new FrameViolation(CloseCode.PROTOCOL_ERROR, "reserved bits set (CW-03)");
        }
        if (((header[1] & MASK_BIT) != 0) != masked) {
            throw new FrameViolation(
                    CloseCode.PROTOCOL_ERROR, masked ? "unmasked frame (CW-04)" : "masked frame (CW-04)");
        }
        checkOpcode((first & FIN_BIT) != 0);
        int shortLength = header[1] & 0x7F;
        headerNeeded = 2 + lengthBytes(shortLength) + (masked ? 4 : 0);
    }

    private static int lengthBytes(int shortLength) {
        return switch (shortLength) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    private void checkOpcode(boolean fin) {
        switch (opcode) {
            case CONTINUATION -> requireMessage(true);
            case BINARY -> requireMessage(false);
            case TEXT -> throw new FrameViolation(CloseCode.UNACCEPTABLE_DATA, "text frame (CW-05)");
            case CLOSE, PING, PONG -> requireWholeControl(fin);
            default -> throw new FrameViolation(CloseCode.PROTOCOL_ERROR, "reserved opcode " + opcode + " (CW-06)");
        }
        if ((opcode & CONTROL_BIT) == 0) {
            inMessage = !fin;
        }
    }

    private void requireMessage(boolean wanted) {
        if (inMessage != wanted) {
            throw new FrameViolation(
                    CloseCode.PROTOCOL_ERROR,
                    wanted ? "continuation without a start (CW-06)" : "new message within one (CW-06)");
        }
    }

    private void requireWholeControl(boolean fin) {
        if (!fin || (header[1] & 0x7F) > MAX_CONTROL_BYTES) {
            throw new FrameViolation(CloseCode.PROTOCOL_ERROR, "control frame fragmented or over 125 bytes (CW-06)");
        }
    }

    private void endHeader() {
        int shortLength = header[1] & 0x7F;
        int extra = lengthBytes(shortLength);
        length = extra == 0 ? shortLength : bigEndian(2, extra);
        if (extra > 0 && (length < 0 || length <= (extra == 2 ? 125 : 0xFFFF))) {
            throw new FrameViolation(CloseCode.PROTOCOL_ERROR, "frame length not in its shortest form");
        }
        if (length > MAX_FRAME_BYTES) {
            throw new FrameViolation(CloseCode.TOO_BIG, "frame of " + length + " bytes (CW-05)");
        }
        key = masked ? (int) bigEndian(2 + extra, 4) : 0;
        read = 0;
        countIdle();
        if ((opcode & CONTROL_BIT) != 0) {
            control = new byte[(int) length];
        }
        if (length == 0) {
            endFrame();
        }
    }

    private void countIdle() {
        boolean data = length > 0 && (opcode & CONTROL_BIT) == 0;
        idleFrames = data ? 0 : idleFrames + 1;
        if (idleFrames > MAX_IDLE_FRAMES) {
            throw new FrameViolation(CloseCode.POLICY, "over " + MAX_IDLE_FRAMES + " frames without data (CW-06)");
        }
    }

    private long bigEndian(int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (header[i] & 0xFF);
        }
        return value;
    }

    private void readPayload(ByteBuf bytes) {
        int count = (int) Math.min(length - read, bytes.readableBytes());
        if ((opcode & CONTROL_BIT) == 0) {
            ByteBuf part = bytes.readSlice(count).retain();
            if (masked) {
                Masking.apply(part, key, read);
            }
            endPart(count);
            sink.onData(part);
            return;
        }
        bytes.readBytes(control, (int) read, count);
        endPart(count);
    }

    private void endPart(int count) {
        read += count;
        if (read == length) {
            endFrame();
        }
    }

    private void endFrame() {
        headerBytes = 0;
        headerNeeded = 2;
        switch (opcode) {
            case PING -> sink.onPing(unmaskedControl());
            case CLOSE -> endClose(unmaskedControl());
            default -> {}
        }
    }

    private void endClose(byte[] payload) {
        closed = true;
        if (payload.length == 0) {
            sink.onClose(1005);
            return;
        }
        int code = payload.length == 1 ? 0 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        if (!CloseCode.isValid(code)) {
            throw new FrameViolation(CloseCode.PROTOCOL_ERROR, "close frame with code " + code);
        }
        sink.onClose(code);
    }

    private byte[] unmaskedControl() {
        for (int i = 0; masked && i < control.length; i++) {
            control[i] ^= (byte) (key >>> (24 - (i & 3) * 8));
        }
        return control;
    }
}
