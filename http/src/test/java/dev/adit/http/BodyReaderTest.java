// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where bodies end, however their bytes are split (PE-27 to PE-32, H1-06, U8). */
final class BodyReaderTest {
    private static final HttpLimits LIMITS = HttpLimits.DEFAULT;

    /** The outcome of one reading, as text: content, trailers, what is left; or the code of the rejection. */
    private static String read(BodyFraming framing, String... pieces) {
        BodyReader reader = new BodyReader(framing, LIMITS, ErrorCode.BAD_CHUNK);
        StringBuilder content = new StringBuilder();
        StringBuilder left = new StringBuilder();
        for (String piece : pieces) {
            ByteBuf in = Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1);
            try {
                reader.read(in, body -> {
                    content.append(body.toString(StandardCharsets.ISO_8859_1));
                    body.release();
                });
                left.append(in.toString(StandardCharsets.ISO_8859_1));
            } catch (HttpRejection rejection) {
                return rejection.code().name();
            } finally {
                in.release();
            }
        }
        String trailers = new String(reader.trailers().lines(), StandardCharsets.ISO_8859_1);
        return content + "|" + trailers.replace("\r\n", "~") + "|" + (reader.ended() ? "ended|" + left : "open");
    }

    private static void expectAtEverySplit(BodyFraming framing, String bytes, String expected) {
        assertEquals(expected, read(framing, bytes));
        assertEquals(expected, read(framing, bytes.split("(?<=.)", -1)), "octet by octet");
        for (int at = 1; at < bytes.length(); at++) {
            assertEquals(expected, read(framing, bytes.substring(0, at), bytes.substring(at)), "split at " + at);
        }
    }

    private static String bytes(String table) {
        return table.replace("~", "\r\n")
                .replace("<CR>", "\r")
                .replace("<LF>", "\n")
                .replace("<NUL>", "\0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            quoteCharacter = '`',
            value = {
                "5~hello~0~~ = hello||ended|",
                "5~hello~0~~GET = hello||ended|GET",
                "1~a~A~0123456789~0~~ = a0123456789||ended|",
                "00000000000000a~0123456789~0~~ = 0123456789||ended|",
                "1;x~a~0;y;z~~ = a||ended|",
                "1;x:\"q;\\\"\"~a~0~~ = a||ended|",
                "0~X-T: 1~Host: b~~rest = |X-T: 1~|ended|rest",
                "0~X:POST / HTTP/1.1~~ = |X:POST / HTTP/1.1~|ended|",
                "5~hel = hel||open",
                "5~hello~0~ = hello||open",
                "0 = ||open"
            })
    void chunksEndAtTheSamePlaceHoweverSplit(String sent, String expected) {
        expectAtEverySplit(BodyFraming.CHUNKED, bytes(sent), expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Z~",
                "0x1~a~",
                "+1~a~",
                "-1~a~",
                "0_2~ab~",
                " 1~a~",
                "1 ~a~",
                "1\t~a~",
                "~",
                ";x~",
                "00000000000000001~a~",
                "8000000000000000~",
                "fffffffffffffffff~",
                "1;a=\"~b\"~a~",
                "1;a<LF>a~",
                "2<CR><CR>;a~ab~",
                "1<LF>a~",
                "1~aXX",
                "1~a<LF>0~~",
                "1~ab~",
                "1~a<CR>X",
                "1;<NUL>~a~",
                "0~ X: folded~~",
                "0~X~~",
                "0~X : a~~",
                "0~X: a<LF>~",
                "0~: a~~",
                "0~X: a<NUL>~~",
                "0~<CR>X~~",
                "0~X: a~<CR>X~~",
                "0<LF><LF>"
            })
    void brokenChunksAreRejectedHoweverSplit(String sent) {
        expectAtEverySplit(BodyFraming.CHUNKED, bytes(sent), "BAD_CHUNK");
    }

    /** PE-30: bounds on extensions, of one chunk and of all. */
    @Test
    void extensionsAreBounded() {
        String most = "1;" + "e".repeat(256) + "\r\na\r\n";
        assertEquals("a||open", read(BodyFraming.CHUNKED, most));
        assertEquals("BAD_CHUNK", read(BodyFraming.CHUNKED, "1;" + "e".repeat(257) + "\r\na\r\n"));
        assertEquals("a".repeat(64) + "||open", read(BodyFraming.CHUNKED, most.repeat(64)));
        assertEquals("BAD_CHUNK", read(BodyFraming.CHUNKED, most.repeat(65)));
    }

    @Test
    void trailersAreBounded() {
        String line = "X: " + "y".repeat(95) + "\r\n";
        assertEquals("BAD_CHUNK", read(BodyFraming.CHUNKED, "0\r\n" + line.repeat(82) + "\r\n"));
        assertEquals("BAD_CHUNK", read(BodyFraming.CHUNKED, "0\r\n" + "y".repeat(9_000)), "before its end is seen");
        assertEquals(
                "BAD_CHUNK", read(BodyFraming.CHUNKED, "0\r\n" + "a:\r\n".repeat(101) + "\r\n"), "too many fields");
    }

    @Test
    void lengthEndsExactlyThere() {
        expectAtEverySplit(new BodyFraming.Length(5), "helloGET", "hello||ended|GET");
        expectAtEverySplit(new BodyFraming.Length(5), "hel", "hel||open");
        expectAtEverySplit(BodyFraming.NONE, "GET", "||ended|GET");
        expectAtEverySplit(BodyFraming.UNTIL_CLOSE, "any", "any||open");
    }

    @Test
    void onlyABodyUntilTheCloseEndsWithTheInput() {
        assertEquals(true, new BodyReader(BodyFraming.UNTIL_CLOSE, LIMITS, ErrorCode.BAD_CHUNK).inputFinished());
        assertEquals(false, new BodyReader(new BodyFraming.Length(1), LIMITS, ErrorCode.BAD_CHUNK).inputFinished());
        assertEquals(false, new BodyReader(BodyFraming.CHUNKED, LIMITS, ErrorCode.BAD_CHUNK).inputFinished());
    }

    /** H1-29. */
    @Test
    void fieldLinesOfOursCannotBeSplit() {
        for (String bad :
                new String[] {"a\r\nX: y", "a\rb", "a\nb", "a\0b", "a\u007fb", "a\u0001", "\u0100", "\u2028"}) {
            assertThrows(IllegalArgumentException.class, () -> new FieldLines().add("Location", bad));
        }
        for (String bad : new String[] {"X y", "X:", "X\r\n", "\u00e9", "X\0"}) {
            assertThrows(IllegalArgumentException.class, () -> new FieldLines().add(bad, "a"));
        }
        assertThrows(IllegalArgumentException.class, () -> new FieldLines().add("", "a"));
        assertEquals(
                "X: a\u00e9 \t%0d%0a\r\n",
                new FieldLines().add("X", "a\u00e9 \t%0d%0a").toString());
    }
}
