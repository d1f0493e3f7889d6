// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;

/**
 * Fuzz target of what an agent reads before a session: any bytes are an answer, an unfinished one or a refusal, the
 * same when they come one by one (U8), and no more is read than belongs to it.
 */
public final class DialAnswerFuzz {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private DialAnswerFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        String whole = read(input, input.length);
        assertEquals(whole, read(input, 1));
        assertEquals(whole, read(input, 13));
    }

    private static String read(byte[] input, int piece) {
        HttpAnswerReader reader = HttpAnswerReader.ofRequest();
        int used = 0;
        Optional<HttpAnswer> answer = Optional.empty();
        for (int at = 0; at < input.length && answer.isEmpty(); at += piece) {
            ByteBuf in = Unpooled.copiedBuffer(input, at, Math.min(piece, input.length - at));
            try {
                answer = reader.read(in);
                used += in.readerIndex();
            } catch (WireException refused) {
                return "refused";
            } finally {
                in.release();
            }
        }
        return answer.map(DialAnswerFuzz::judged).orElseGet(() -> "unfinished " + reader.end()) + " of " + used;
    }

    private static String judged(HttpAnswer answer) {
        assertTrue(answer.status() >= 100 && answer.status() < 600);
        return answer + " " + WebSocketHandshake.checkSwitch(answer, KEY, List.of(WebSocketHandshake.ADIT_1));
    }
}
