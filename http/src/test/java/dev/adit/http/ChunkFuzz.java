// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Fuzz target of the chunk reader: any bytes are a body, an unfinished one or a refusal, the same when they come one by
 * one (U8), and the body sent on in our own framing reads as the same again (H1-06).
 */
public final class ChunkFuzz {
    private ChunkFuzz() {}

    private record Reading(String outcome, String content, String trailers, int used) {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        Reading whole = read(input, input.length);
        assertEquals(whole, read(input, 1));
        assertEquals(whole, read(input, 7));
        if (whole.outcome.equals("ended")) {
            assertReadsBack(whole);
        }
    }

    private static void assertReadsBack(Reading first) {
        int length = first.content.length();
        String body = length == 0 ? "" : Integer.toHexString(length) + "\r\n" + first.content + "\r\n";
        byte[] again = (body + "0\r\n" + first.trailers + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        Reading second = read(again, again.length);
        assertEquals(new Reading("ended", first.content, first.trailers, again.length), second);
    }

    private static Reading read(byte[] input, int piece) {
        BodyReader reader = new BodyReader(BodyFraming.CHUNKED, HttpLimits.DEFAULT, ErrorCode.BAD_CHUNK);
        StringBuilder content = new StringBuilder();
        int used = 0;
        for (int at = 0; at < input.length && !reader.ended(); at += piece) {
            ByteBuf in = Unpooled.copiedBuffer(input, at, Math.min(piece, input.length - at));
            try {
                reader.read(in, body -> {
                    assertTrue(body.isReadable());
                    content.append(body.toString(StandardCharsets.ISO_8859_1));
                    body.release();
                });
                used += in.readerIndex();
            } catch (HttpRejection rejection) {
                return new Reading(rejection.code().name(), content.toString(), "", 0);
            } finally {
                assertTrue(in.release(), "a piece was kept");
            }
        }
        String trailers = new String(reader.trailers().lines(), StandardCharsets.ISO_8859_1);
        return new Reading(reader.ended() ? "ended" : "open", content.toString(), trailers, used);
    }
}
