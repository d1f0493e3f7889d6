// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.RequestEdit.ForwardingFields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Fuzz target of the forwarding rules. The first byte chooses the edit, the rest is a head: what we send for it is read
 * back by our own scanner as the same message, with nothing left that belongs to the hop before (H1-06 to H1-10).
 */
public final class ForwardingFuzz {
    private static final HttpLimits ROOMY =
            new HttpLimits(32 * 1024, 128 * 1024, 200, 8 * 1024, 256, 16 * 1024, 0, 16, 64 * 1024, 64 * 1024);
    private static final Set<String> OF_THE_HOP = Set.of("keep-alive", "proxy-connection", "upgrade", "http2-settings");
    private static final Set<String> OF_THE_WAY = Set.of("x-real-ip", "x_forwarded_for", "x-forwarded-prefix");

    private ForwardingFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        String head = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
        try {
            if ((input[0] & 4) == 0) {
                request(head, edit(input[0] & 3));
            } else {
                response(head, (input[0] & 1) != 0);
            }
        } catch (HttpRejection refused) {
            // Nothing of it goes on.
        }
    }

    private static ForwardingFields edit(int choice) {
        return switch (choice) {
            case 0 -> ForwardingFields.KEEP;
            case 1 -> ForwardingFields.KEEP_SCHEME;
            default -> ForwardingFields.DROP;
        };
    }

    private static boolean scan(String text, boolean response, HttpLimits limits) throws HttpRejection {
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        try {
            HeadScanner scanner = HeadScanner.ofThread();
            return response ? scanner.scanResponse(in, limits) : scanner.scanRequest(in, limits);
        } finally {
            in.release();
        }
    }

    private static String text(ByteBuf rendered) {
        String text = rendered.toString(StandardCharsets.ISO_8859_1);
        rendered.release();
        return text;
    }

    private static void request(String text, ForwardingFields fields) throws HttpRejection {
        MessageHead head = HeadScanner.ofThread().head();
        if (!scan(text, false, HttpLimits.DEFAULT)
                || RequestRules.check(head, HttpLimits.DEFAULT).isEmpty()) {
            return;
        }
        String before = framing(head) + head.method() + ' ' + head.target();
        RequestEdit edit = new RequestEdit(fields, "", "", new FieldLines().add("X-Forwarded-For", "192.0.2.1"));
        String sent = text(RequestHeadWriter.write(head, edit, false, UnpooledByteBufAllocator.DEFAULT));
        assertTrue(scan(sent, false, ROOMY), sent);
        assertEquals(sent.length(), head.headBytes(), sent);
        assertTrue(RequestRules.check(head, ROOMY).isPresent(), sent);
        assertEquals(before, framing(head) + head.method() + ' ' + head.target(), sent);
        assertEquals(1, head.count(FieldName.HOST), sent);
        assertNothingOfTheHop(head, sent);
        assertFalse(hasAny(head, Set.of("proxy-authorization")), sent);
        if (fields == ForwardingFields.DROP) {
            assertEquals("192.0.2.1", head.joined(FieldName.X_FORWARDED_FOR).orElse(""), sent);
            assertFalse(hasAny(head, OF_THE_WAY), sent);
        }
    }

    private static void response(String text, boolean close) throws HttpRejection {
        MessageHead head = HeadScanner.ofThread().head();
        if (!scan(text, true, HttpLimits.DEFAULT) || head.status() == 101) {
            return;
        }
        boolean bodyless = head.status() < 200 || head.status() == 204;
        String before = head.status() + (bodyless ? "" : framing(head));
        String sent = text(ResponseHeadWriter.write(
                head, !bodyless && head.isChunked(), close, ResponseEdit.NONE, UnpooledByteBufAllocator.DEFAULT));
        assertTrue(scan(sent, true, ROOMY), sent);
        assertEquals(sent.length(), head.headBytes(), sent);
        assertEquals(before, head.status() + (bodyless ? "" : framing(head)), sent);
        assertFalse(bodyless && (head.isChunked() || head.contentLength() >= 0), sent);
        assertEquals(close, head.endsConnection(), sent);
        assertFalse(hasAny(head, Set.of("proxy-authenticate")), sent);
        assertNothingOfTheHop(head, sent);
    }

    private static String framing(MessageHead head) {
        return head.isChunked() + "/" + head.contentLength() + " ";
    }

    private static void assertNothingOfTheHop(MessageHead head, String sent) {
        assertFalse(hasAny(head, OF_THE_HOP), sent);
        String connection = head.joined(FieldName.CONNECTION).orElse("");
        assertTrue(connection.isEmpty() || connection.equals("TE") || connection.equals("close"), sent);
        assertTrue(
                head.joined(FieldName.TE).filter(te -> !te.equals("trailers")).isEmpty(), sent);
    }

    private static boolean hasAny(MessageHead head, Set<String> names) {
        for (int field = 0; field < head.fieldCount(); field++) {
            if (names.contains(head.nameText(field).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }
}
