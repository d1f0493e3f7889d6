// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CW-03 to CW-06 and CW-08 at the level of frames. */
class FrameReaderTest {
    private final Recorder heard = new Recorder();

    @Test
    void payloadIsTheSameAtEverySplitAndFragmentation() {
        ByteBuf all = Unpooled.buffer();
        frame(all, true, FrameReader.BINARY, "00112233445566778899aabbccddeeff");
        frame(all, false, FrameReader.BINARY, "a1a2a3");
        frame(all, true, FrameReader.PING, "beef");
        frame(all, false, FrameReader.CONTINUATION, "");
        frame(all, true, FrameReader.CONTINUATION, "b1b2b3b4b5");
        frame(all, true, FrameReader.BINARY, "cc".repeat(200));
        frame(all, true, FrameReader.PONG, "");
        frame(all, true, FrameReader.CLOSE, "03e8");
        byte[] bytes = ByteBufUtil.getBytes(all);
        String data = "00112233445566778899aabbccddeeff" + "a1a2a3" + "b1b2b3b4b5" + "cc".repeat(200);
        for (int split = 0; split <= bytes.length; split++) {
            Recorder recorder = new Recorder();
            FrameReader reader = new FrameReader(true, recorder);
            reader.read(Unpooled.copiedBuffer(bytes, 0, split));
            reader.read(Unpooled.copiedBuffer(bytes, split, bytes.length - split));
            assertEquals(data, recorder.data.toString());
            assertEquals("ping beef close 1000 ", recorder.control.toString());
        }
    }

    @Test
    void payloadIsHandedOnBeforeItsFrameIsWhole() {
        FrameReader reader = new FrameReader(false, heard);
        reader.read(hex("827f0000000001000000" + "0102"));
        assertEquals("0102", heard.data.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "c200, 1002", // CW-03: RSV1
        "a200, 1002",
        "9200, 1002",
        "8100, 1003", // CW-05: text
        "0100, 1003",
        "8300, 1002", // CW-06: reserved opcodes
        "8b00, 1002",
        "8000, 1002", // CW-06: continuation without a start
        "02008200, 1002", // a new message within one
        "0900, 1002", // CW-06: fragmented control frame
        "897e0080, 1002", // CW-06: control frame over 125
        "827e007d, 1002", // not the shortest form
        "827f000000000000ffff, 1002",
        "827fffffffffffffffff, 1002", // negative length
        "827f0000000001000001, 1009", // CW-05: over 16 MiB
        "880100, 1002", // close with half a code
        "880203ed, 1002", // 1005 may not be sent
        "88020000, 1002",
        "8280, 1002", // CW-04: masked frame of a server
    })
    void aFrameThatBreaksTheRulesClosesWithItsCode(String frame, int code) {
        FrameReader reader = new FrameReader(false, heard);
        FrameViolation thrown = assertThrows(FrameViolation.class, () -> reader.read(hex(frame)));
        assertEquals(code, thrown.code().number());
    }

    @Test
    void anUnmaskedFrameOfAnAgentClosesWith1002() {
        FrameReader reader = new FrameReader(true, heard);
        FrameViolation thrown = assertThrows(FrameViolation.class, () -> reader.read(hex("8200")));
        assertEquals(CloseCode.PROTOCOL_ERROR, thrown.code());
    }

    @Test
    void aFrameOf16MiBIsAccepted() {
        FrameReader reader = new FrameReader(false, heard);
        reader.read(hex("827f0000000001000000"));
        reader.read(Unpooled.wrappedBuffer(new byte[10]));
        assertEquals(20, heard.data.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", "8900", "8a00"})
    void aThousandFramesWithoutDataAreAFlood(String idleFrame) {
        FrameReader reader = new FrameReader(false, heard);
        reader.read(hex("020101"));
        reader.read(hex(idleFrame.repeat(1_000)));
        FrameViolation thrown = assertThrows(FrameViolation.class, () -> reader.read(hex(idleFrame)));
        assertEquals(CloseCode.POLICY, thrown.code());
    }

    @Test
    void dataEndsACountOfIdleFrames() {
        FrameReader reader = new FrameReader(false, heard);
        for (int i = 0; i < 3; i++) {
            reader.read(hex("8900".repeat(1_000) + "820101"));
        }
        assertEquals("010101", heard.data.toString());
    }

    @Test
    void nothingIsReadBehindAClose() {
        FrameReader reader = new FrameReader(false, heard);
        reader.read(hex("8800" + "820101" + "ffff"));
        assertEquals("", heard.data.toString());
        assertEquals("close 1005 ", heard.control.toString());
    }

    private static void frame(ByteBuf out, boolean fin, int opcode, String hex) {
        ByteBuf payload = hex(hex);
        int length = payload.readableBytes();
        int start = out.writerIndex();
        out.writeZero(FrameHeader.size(length, true));
        FrameHeader.set(out, start, opcode, length, true, 0x01020304);
        if (!fin) {
            out.setByte(start, opcode);
        }
        Masking.apply(payload, 0x01020304, 0);
        out.writeBytes(payload);
    }

    private static ByteBuf hex(String text) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(text));
    }

    private static final class Recorder implements FrameReader.Sink {
        private final StringBuilder data = new StringBuilder();
        private final StringBuilder control = new StringBuilder();

        @Override
        public void onData(ByteBuf bytes) {
            data.append(ByteBufUtil.hexDump(bytes));
            bytes.release();
        }

        @Override
        public void onPing(byte[] payload) {
            control.append("ping ").append(HexFormat.of().formatHex(payload)).append(' ');
        }

        @Override
        public void onClose(int code) {
            control.append("close ").append(code).append(' ');
        }
    }
}
