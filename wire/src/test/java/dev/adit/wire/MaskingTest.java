// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MaskingTest {
    private static final int KEY = 0x81A2C3E4;

    static Stream<ByteBuf> buffers() {
        return Stream.of(
                Unpooled.buffer(512),
                Unpooled.directBuffer(512),
                PooledByteBufAllocator.DEFAULT.directBuffer(512),
                Unpooled.compositeBuffer()
                        .addComponent(true, Unpooled.buffer(7, 7).writeZero(7))
                        .addComponent(true, Unpooled.directBuffer(600, 600).writeZero(600)));
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void everyLengthOffsetAndPhaseEqualsTheByteLoop(ByteBuf buffer) {
        byte[] plain = new byte[300];
        new Random(7).nextBytes(plain);
        for (int offset = 0; offset < 9; offset++) {
            for (int length = 0; length < 140; length++) {
                check(buffer, plain, offset, length, (offset * 5 + length) % 7);
            }
        }
        buffer.release();
    }

    private static void check(ByteBuf buffer, byte[] plain, int offset, int length, int phase) {
        buffer.setIndex(0, 0).writeBytes(plain, 0, offset + length).readerIndex(offset);
        Masking.apply(buffer, KEY, phase);
        assertArrayEquals(expected(plain, offset, length, phase), ByteBufUtil.getBytes(buffer));
    }

    private static byte[] expected(byte[] plain, int offset, int length, int phase) {
        byte[] key = {(byte) 0x81, (byte) 0xA2, (byte) 0xC3, (byte) 0xE4};
        byte[] masked = new byte[length];
        for (int i = 0; i < length; i++) {
            masked[i] = (byte) (plain[offset + i] ^ key[(i + phase) % 4]);
        }
        return masked;
    }
}
