// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adit.wire.ControlMessage.Drain;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlDecoderTest {
    private final ControlDecoder decoder = new ControlDecoder();

    @Test
    void messagesAreFoundAtAnySplit() {
        String twoWithAnUnknownBetween = "\0\0\0\31{\"type\":\"drain\",\"a\":1   }" + "\0\0\0\17{\"type\":\"no\"}  "
                + "\0\0\0\41{\"type\":\"drain\",\"grace_ms\":12345}";
        byte[] all = twoWithAnUnknownBetween.getBytes(UTF_8);
        for (int split = 0; split <= all.length; split++) {
            List<ControlMessage> messages = new ArrayList<>();
            readAll(Unpooled.wrappedBuffer(all, 0, split), messages);
            readAll(Unpooled.wrappedBuffer(all, split, all.length - split), messages);
            assertEquals(List.of(new Drain(Duration.ZERO), new Drain(Duration.ofMillis(12345))), messages);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_537, -1})
    void lengthsOutOfRangeAreProtocolErrors(int length) {
        ByteBuf bytes = Unpooled.buffer().writeInt(length);
        assertThrows(WireException.class, () -> decoder.read(bytes));
    }

    @Test
    void theLongestMessageIs64KiB() {
        String json = "{\"type\":\"drain\",\"x\":\"" + "a".repeat(65_536 - 23) + "\"}";
        assertEquals(65_536, json.length());
        List<ControlMessage> messages = new ArrayList<>();
        readAll(Unpooled.buffer().writeInt(65_536).writeBytes(json.getBytes(UTF_8)), messages);
        assertEquals(1, messages.size());
    }

    @Test
    void textThatIsNotUtf8IsAProtocolError() {
        ByteBuf bytes = Unpooled.buffer().writeInt(2).writeByte(0xC3).writeByte(0x28);
        assertThrows(WireException.class, () -> decoder.read(bytes));
    }

    private void readAll(ByteBuf bytes, List<ControlMessage> messages) {
        while (bytes.isReadable()) {
            decoder.read(bytes).ifPresent(messages::add);
        }
    }
}
