// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerReaderTest {
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nX-A: 1\r\nx-a:  2 \r\n\r\n";

    @Test
    void bytesBehindA101StayAtEverySplit() {
        String all = SWITCHING + "\u0082\u0001x";
        for (int split = 0; split <= all.length(); split++) {
            HttpAnswerReader reader = HttpAnswerReader.ofRequest();
            ByteBuf first = bytes(all.substring(0, split));
            ByteBuf second = bytes(all.substring(split));
            HttpAnswer answer = reader.read(first).or(() -> reader.read(second)).orElseThrow();
            assertEquals(101, answer.status());
            assertEquals(List.of("1", "2"), answer.all("X-A"));
            assertEquals(3, first.readableBytes() + second.readableBytes());
        }
    }

    @Test
    void aRefusalHasItsText() {
        HttpAnswer answer =
                read("HTTP/1.1 409 Conflict\r\nContent-Length: 5\r\n\r\ntaken").orElseThrow();
        assertEquals(409, answer.status());
        assertEquals("taken", answer.body());
    }

    @Test
    void aChunkedRefusalEndsWithItsLastChunk() {
        HttpAnswer answer =
                read("HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nwho\r\n5\r\n are \r\n0\r\n\r\n")
                        .orElseThrow();
        assertEquals("who are ", answer.body());
    }

    @Test
    void aRefusalWithoutALengthEndsWithTheConnection() {
        HttpAnswerReader reader = HttpAnswerReader.ofRequest();
        assertTrue(reader.read(bytes("HTTP/1.0 503 Busy\r\n\r\ntry la")).isEmpty());
        assertEquals("try la", reader.end().orElseThrow().body());
    }

    @Test
    void onlyTheStartOfALongBodyIsRead() {
        HttpAnswer answer = read("HTTP/1.1 502 Bad\r\nContent-Length: 999999\r\n\r\n" + "x".repeat(9000))
                .orElseThrow();
        assertEquals(8192, answer.body().length());
    }

    @Test
    void interimAnswersAreSkipped() {
        assertEquals(
                101,
                read("HTTP/1.1 103 Early\r\nLink: a\r\n\r\n" + SWITCHING)
                        .orElseThrow()
                        .status());
    }

    @Test
    void aProxysYesHasNoBody() {
        HttpAnswer answer = HttpAnswerReader.ofConnect()
                .read(bytes("HTTP/1.1 200 OK\r\n\r\n"))
                .orElseThrow();
        assertEquals(200, answer.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9\r\n\r\n",
                "HTTP/2.0 101 x\r\n\r\n",
                "HTTP/1.1 99 x\r\n\r\n",
                "HTTP/1.1 101\r\n folded\r\n\r\n",
                "HTTP/1.1 101 x\r\nno colon\r\n\r\n",
                "HTTP/1.1 101 x\r\nbad name: y\r\n\r\n",
                "HTTP/1.1 101 x\r\nA: b\nC: d\r\n\r\n",
                "HTTP/1.1 400 x\r\nContent-Length: five\r\n\r\n",
            })
    void anAnswerThatIsNotHttpIsRefused(String text) {
        assertThrows(WireException.class, () -> read(text));
    }

    @Test
    void anEndlessHeadIsRefused() {
        assertThrows(WireException.class, () -> read("HTTP/1.1 200 x\r\nA: " + "b".repeat(40_000)));
    }

    private static Optional<HttpAnswer> read(String text) {
        return HttpAnswerReader.ofRequest().read(bytes(text));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }
}
