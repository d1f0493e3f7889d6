// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a response head goes back, line by line (H1-06 to H1-08, H1-13). Line ends are written {@code ~}. */
final class ResponseHeadWriterTest {
    private static final ResponseEdit EDIT = new ResponseEdit() {
        @Override
        public boolean concerns(FieldName name) {
            return name == FieldName.LOCATION || name == FieldName.SET_COOKIE;
        }

        @Override
        public Optional<String> apply(FieldName name, String value) {
            return name == FieldName.SET_COOKIE ? Optional.empty() : Optional.of(value.replace("old", "new"));
        }
    };

    private static String write(String head, boolean chunked, boolean close, ResponseEdit edit) {
        ByteBuf in = RecordedLink.bytes(head.replace("~", "\r\n"));
        try {
            assertTrue(HeadScanner.ofThread().scanResponse(in, HttpLimits.DEFAULT), "a whole head");
            MessageHead scanned = HeadScanner.ofThread().head();
            ByteBuf out = ResponseHeadWriter.write(scanned, chunked, close, edit, ByteBufAllocator.DEFAULT);
            String text = out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "~");
            out.release();
            return text;
        } catch (HttpRejection rejection) {
            throw new AssertionError(rejection);
        } finally {
            in.release();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "HTTP/1.1 200 OK~~             = HTTP/1.1 200 OK~~",
                "HTTP/1.1 299 My own  words~~  = HTTP/1.1 299 My own  words~~",
                "HTTP/1.1 404 ~~               = HTTP/1.1 404 ~~",
                "HTTP/1.1 404~~                = HTTP/1.1 404 ~~",
                "HTTP/1.0 200 OK~~             = HTTP/1.1 200 OK~~",
                "HTTP/1.7 200 OK~~             = HTTP/1.1 200 OK~~"
            })
    void statusLineIsOursWithItsReason(String came, String goes) {
        assertEquals(goes, write(came, false, false, ResponseEdit.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "200 = A: 1~b:2~                                 = A: 1~b:2~",
                "200 = Connection: close, X-A~X-A: 1~X-B: 2~     = X-B: 2~",
                "200 = Keep-Alive: timeout 5~Proxy-Connection: x~ = ''",
                "200 = Proxy-Authenticate: x~TE: x~Upgrade: h2c~ = ''",
                "200 = Transfer-Encoding: chunked~A: 1~          = A: 1~",
                "200 = Content-Length: 007~A: 1~                 = Content-Length: 7~A: 1~",
                "204 = Content-Length: 0~A: 1~                   = A: 1~",
                "304 = Content-Length: 10~                       = Content-Length: 10~",
                "103 = Content-Length: 0~Link: x~                = Link: x~",
                "200 = Broken : 1~A: 2~                          = Broken: 1~A: 2~",
                "200 = A: 1~ 2~B: 3~                             = A: 1   2~B: 3~"
            })
    void fieldsOfThisHopGoOut(int status, String came, String goes) {
        String start = "HTTP/1.1 " + status + " X~";
        assertEquals(start + goes + "~", write(start + came + "~", false, false, ResponseEdit.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "200, false, false, ''",
        "200, true, false, Transfer-Encoding: chunked~",
        "200, false, true, Connection: close~",
        "200, true, true, Transfer-Encoding: chunked~Connection: close~",
        "101, false, false, Connection: Upgrade~Upgrade: websocket~"
    })
    void framingAndPersistenceAreSaidInOurWords(int status, boolean chunked, boolean close, String lines) {
        String head = "HTTP/1.1 " + status + " X~A: 1~";
        assertEquals(head + lines + "~", write(head + "Connection: x~~", chunked, close, ResponseEdit.NONE));
    }

    @Test
    void editsReachWhatTheyConcern() {
        assertEquals(
                "HTTP/1.1 302 Found~A: old~Location: /new~B: 1~~",
                write(
                        "HTTP/1.1 302 Found~A: old~Set-Cookie: x~Location: /old~Set-Cookie: y~B: 1~~",
                        false,
                        false,
                        EDIT));
        String untouched = "HTTP/1.1 302 Found~location:  /elsewhere~~";
        assertEquals(untouched, write(untouched, false, false, EDIT));
    }
}
