// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Fuzz target of WebSocket frames (CW-03 to CW-06). The first byte chooses the side; what is read does not depend on
 * how the bytes come (U8), and a breach is a {@link FrameViolation} and nothing else.
 */
public final class CarrierFuzz {
    private CarrierFuzz() {}

    private static final class Heard implements FrameReader.Sink {
        final StringBuilder data = new StringBuilder();
        final StringBuilder control = new StringBuilder();

        @Override
        public void onData(ByteBuf bytes) {
            assertTrue(bytes.isReadable());
            data.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }

        @Override
        public void onPing(byte[] payload) {
            assertTrue(payload.length <= FrameReader.MAX_CONTROL_BYTES);
            control.append("ping ").append(data.length()).append(new String(payload, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void onClose(int code) {
            control.append("close ").append(data.length()).append(' ').append(code);
        }
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String whole = read(input, input.length);
        assertEquals(whole, read(input, 1));
        assertEquals(whole, read(input, 5));
    }

    private static String read(byte[] input, int piece) {
        Heard heard = new Heard();
        FrameReader reader = new FrameReader((input[0] & 1) != 0, heard);
        String end = "open";
        for (int at = 1; at < input.length && end.equals("open"); at += piece) {
            ByteBuf in = Unpooled.copiedBuffer(input, at, Math.min(piece, input.length - at));
            try {
                reader.read(in);
            } catch (FrameViolation violation) {
                end = violation.code().name();
            }
            assertEquals(0, in.refCnt());
        }
        return heard.data + "|" + heard.control + "|" + end;
    }
}
