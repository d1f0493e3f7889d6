// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.testkit.RawClient;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * The framing of a WebSocket client (RFC 6455 section 5), written from the specification and not from ours. For one
 * thread.
 */
public final class WebSocketPeer {
    /** One frame as the server sent it; the payload as ISO 8859-1. */
    public record Frame(int first, String payload) {
        public int opcode() {
            return first & 0x0F;
        }
    }

    private static final byte[] MASK = {0x11, 0x22, 0x33, 0x44};

    private final RawClient client;

    WebSocketPeer(RawClient client) {
        this.client = client;
    }

    /** Sends one whole masked binary frame. */
    void sendBinary(byte[] payload) {
        send(0x82, payload);
    }

    /** Sends a masked frame with this first byte. */
    void send(int first, byte[] payload) {
        client.send(frame(first, payload, true));
    }

    static byte[] frame(int first, byte[] payload, boolean masked) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            out.write(mask | payload.length);
        } else if (payload.length < 65_536) {
            out.write(mask | 126);
            out.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            out.write(mask | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        if (masked) {
            out.writeBytes(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            out.write(masked ? payload[i] ^ MASK[i % 4] : payload[i]);
        }
        return out.toByteArray();
    }

    /** Reads one frame; the server masks none. */
    Frame read() {
        byte[] head = client.read(2);
        int length = head[1] & 0xFF;
        if ((length & 0x80) != 0) {
            throw new AssertionError("the server masked a frame");
        }
        long size = length;
        if (length == 126) {
            size = ByteBuffer.wrap(client.read(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            size = ByteBuffer.wrap(client.read(8)).getLong();
        }
        return new Frame(head[0] & 0xFF, client.readText(Math.toIntExact(size)));
    }
}
