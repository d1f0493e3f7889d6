// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.RequestEdit.ForwardingFields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a request head goes on, line by line (H1-06 to H1-10, H1-23). Line ends are written {@code ~}. */
final class RequestHeadWriterTest {
    private static String write(String head, RequestEdit edit, boolean upgrade) {
        ByteBuf in = RecordedLink.bytes(head.replace("~", "\r\n"));
        try {
            assertTrue(HeadScanner.ofThread().scanRequest(in, HttpLimits.DEFAULT), "a whole head");
            MessageHead scanned = HeadScanner.ofThread().head();
            RequestRules.check(scanned, HttpLimits.DEFAULT);
            ByteBuf out = RequestHeadWriter.write(scanned, edit, upgrade, ByteBufAllocator.DEFAULT);
            String text = out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "~");
            out.release();
            return text;
        } catch (HttpRejection rejection) {
            throw new AssertionError(rejection);
        } finally {
            in.release();
        }
    }

    private static String fields(String fields, RequestEdit edit) {
        String start = "POST /p HTTP/1.1~Host: a~";
        String out = write(start + fields + "~", edit, false);
        assertTrue(out.startsWith(start) && out.endsWith("~~"), out);
        return out.substring(start.length(), out.length() - 1);
    }

    private static RequestEdit forwarding(ForwardingFields fields) {
        return new RequestEdit(fields, "", "", new FieldLines());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "X: 1~Y:2~z:  3 ~                                = X: 1~Y:2~z:  3 ~",
                "Connection: close~                              = ''",
                "Connection: X-A, keep-alive~x-a: 1~X-B: 2~      = X-B: 2~",
                "Keep-Alive: timeout 5~Proxy-Connection: close~  = ''",
                "Upgrade: h2c~Connection: Upgrade, HTTP2-Settings~HTTP2-Settings: AA~ = ''",
                "TE: gzip~                                       = ''",
                "TE: trailers, gzip~                             = TE: trailers~Connection: TE~",
                "Proxy-Authorization: Basic x~                   = ''",
                "Content-Length: 7~                              = Content-Length: 7~",
                "Content-Length: 007~A: 1~                       = Content-Length: 7~A: 1~",
                "Transfer-Encoding: Chunked~A: 1~                = A: 1~Transfer-Encoding: chunked~",
                "Expect: 100-continue~                           = Expect: 100-continue~",
                "Max-Forwards: 5~                                = Max-Forwards: 5~",
                "Authorization: Basic x~Trailer: X-T~            = Authorization: Basic x~Trailer: X-T~"
            })
    void fieldsOfThisHopGoOutAndFramingIsOurs(String came, String goes) {
        assertEquals(goes, fields(came, RequestEdit.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "KEEP        = X-Forwarded-For: 1~X-Forwarded-Proto: https~X_Forwarded_For: 2~X-Real-IP: 3~A: 4~",
                "KEEP_SCHEME = X-Forwarded-Proto: https~A: 4~",
                "DROP        = A: 4~"
            })
    void whatIsSaidOfTheVisitorStaysByTrust(ForwardingFields trust, String goes) {
        String came = "X-Forwarded-For: 1~X-Forwarded-Proto: https~X_Forwarded_For: 2~X-Real-IP: 3~A: 4~";
        assertEquals(goes, fields(came, forwarding(trust)));
    }

    @Test
    void ownLinesStandBehindAll() {
        FieldLines lines = new FieldLines().add("X-Forwarded-For", "192.0.2.1").add("Via", "1.1 adit");
        RequestEdit edit = new RequestEdit(ForwardingFields.DROP, "", "", lines);
        assertEquals(
                "A: 1~Transfer-Encoding: chunked~X-Forwarded-For: 192.0.2.1~Via: 1.1 adit~",
                fields("X-Forwarded-For: 6.6.6.6~Transfer-Encoding: chunked~A: 1~", edit));
    }

    @Test
    void checkedCredentialsGoNoFurther() {
        assertEquals("A: 1~", fields("Authorization: Basic x~A: 1~", RequestEdit.NONE.withoutAuthorization()));
    }

    @Test
    void hostAndTargetAreReplaced() {
        RequestEdit edit = new RequestEdit(ForwardingFields.KEEP, "localhost:3000", "/q?x", new FieldLines());
        assertEquals(
                "GET /q?x HTTP/1.1~Host: localhost:3000~A: 1~B: 2~~",
                write("GET /p HTTP/1.1~A: 1~Host: a~B: 2~~", edit, false));
    }

    /** RFC 9112 section 3.2.2: the authority of the target overrules the Host field. */
    @Test
    void absoluteTargetBecomesPathAndHost() {
        assertEquals(
                "GET /p?q HTTP/1.1~Host: b:81~~",
                write("GET http://b:81/p?q HTTP/1.1~Host: a~~", RequestEdit.NONE, false));
    }

    /** H1-24: octet for octet. */
    @Test
    void targetIsNotTouched() {
        String head = "GET //a/../%2e%2e/%00;x?\u00e9=\\ HTTP/1.1~Host: a~~";
        assertEquals(head, write(head, RequestEdit.NONE, false));
    }

    @Test
    void forwardsAreCountedDownForOptionsOnly() {
        RequestEdit edge = forwarding(ForwardingFields.DROP);
        assertEquals(
                "OPTIONS * HTTP/1.1~Host: a~Max-Forwards: 4~~",
                write("OPTIONS * HTTP/1.1~Host: a~Max-Forwards: 5~~", edge, false));
        assertEquals(
                "OPTIONS * HTTP/1.1~Host: a~Max-Forwards: many~~",
                write("OPTIONS * HTTP/1.1~Host: a~Max-Forwards: many~~", edge, false));
    }

    /** H1-23: the edge has counted for the whole tunnel. */
    @Test
    void forwardsAreNotCountedAgainAtTheOtherEndOfATunnel() {
        String head = "OPTIONS * HTTP/1.1~Host: a~Max-Forwards: 5~~";
        assertEquals(head, write(head, forwarding(ForwardingFields.KEEP), false));
    }

    /** HTTP/1.0 knows no 100: RFC 9110 section 10.1.1. */
    @Test
    void oldRequestGoesOnInOurVersion() {
        assertEquals(
                "GET / HTTP/1.1~A: 1~~",
                write("GET / HTTP/1.0~Expect: 100-continue~Connection: keep-alive~A: 1~~", RequestEdit.NONE, false));
    }

    /** H1-25, WS-01: an upgrade is asked for in our words. */
    @Test
    void upgradeIsRenderedAnew() {
        assertEquals(
                "GET / HTTP/1.1~Host: a~Sec-WebSocket-Key: k~Connection: Upgrade~Upgrade: websocket~~",
                write(
                        "GET / HTTP/1.1~Host: a~Connection: keep-alive, upgrade~Upgrade: WebSocket, h2c~Sec-WebSocket-Key: k~~",
                        RequestEdit.NONE,
                        true));
    }
}
