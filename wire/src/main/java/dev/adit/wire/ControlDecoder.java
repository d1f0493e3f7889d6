// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * Cuts the control stream into messages: a u32 big-endian length of 1 to 65,536, then that many bytes of UTF-8 JSON.
 *
 * <p>Buffers at most one message. Confined to the link's event loop.
 */
final class ControlDecoder {
    static final int LENGTH_BYTES = 4;
    static final int MAX_MESSAGE_BYTES = 65_536;

    private final byte[] length = new byte[LENGTH_BYTES];
    private int lengthBytes;
    private byte[] message = new byte[0];
    private int messageBytes;

    /**
     * Reads up to the end of the next message; empty when the bytes end before it, or when its type is unknown. Call
     * again while bytes are left. Borrows the buffer. Throws {@link WireException}.
     */
    Optional<ControlMessage> read(ByteBuf bytes) {
        if (lengthBytes < LENGTH_BYTES && !readLength(bytes)) {
            return Optional.empty();
        }
        int count = Math.min(message.length - messageBytes, bytes.readableBytes());
        bytes.readBytes(message, messageBytes, count);
        messageBytes += count;
        if (messageBytes < message.length) {
            return Optional.empty();
        }
        lengthBytes = 0;
        messageBytes = 0;
        return ControlCodec.decode(text(message));
    }

    private boolean readLength(ByteBuf bytes) {
        int count = Math.min(LENGTH_BYTES - lengthBytes, bytes.readableBytes());
        bytes.readBytes(length, lengthBytes, count);
        lengthBytes += count;
        if (lengthBytes < LENGTH_BYTES) {
            return false;
        }
        long value = Unpooled.wrappedBuffer(length).readUnsignedInt();
        if (value < 1 || value > MAX_MESSAGE_BYTES) {
            throw new WireException("control message length not in 1.." + MAX_MESSAGE_BYTES + ": " + value);
        }
        message = new byte[(int) value];
        return true;
    }

    private static String text(byte[] utf8) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException ignored) { // says nothing more
            throw new WireException("control message is not UTF-8");
        }
    }
}
