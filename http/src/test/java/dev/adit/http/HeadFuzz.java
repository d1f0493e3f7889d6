// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Fuzz target of the head scanner. The first byte chooses request or response and where the rest is split: a head is
 * accepted, refused or unfinished, the same however it arrives (U8), and one that was accepted keeps to its grammar.
 */
public final class HeadFuzz {
    private static final String UNFINISHED = "unfinished";
    private static final String REFUSED = "refused";

    private HeadFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        boolean response = (input[0] & 1) != 0;
        String bytes = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
        String whole = scanned(bytes, response);
        int split = 1 + (input[0] & 0xFE) * bytes.length() / 256;
        for (int end : new int[] {split, bytes.length() - 1, bytes.indexOf('\n') + 1}) {
            String part = scanned(bytes.substring(0, end), response);
            assertTrue(part.equals(UNFINISHED) || part.equals(whole), "cut at " + end + ": " + part + " / " + whole);
        }
    }

    private static String scanned(String bytes, boolean response) {
        ByteBuf in = Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1);
        HeadScanner scanner = HeadScanner.ofThread();
        try {
            boolean whole = response
                    ? scanner.scanResponse(in, HttpLimits.DEFAULT)
                    : scanner.scanRequest(in, HttpLimits.DEFAULT);
            assertEquals(0, in.readerIndex());
            return whole ? described(scanner.head(), response, bytes) : UNFINISHED;
        } catch (HttpRejection rejection) {
            return REFUSED;
        } finally {
            in.release();
        }
    }

    private static String described(MessageHead head, boolean response, String bytes) {
        assertTrue(head.headBytes() <= bytes.length());
        assertTrue(bytes.startsWith("\r\n", head.headBytes() - 2));
        assertFalse(head.isChunked() && head.contentLength() >= 0, "two framings (H1-04, H1-05)");
        assertTrue(head.fieldCount() <= HttpLimits.DEFAULT.headerFields());
        StringBuilder all = new StringBuilder(response ? "" + head.status() : head.method() + ' ' + head.target());
        all.append('|').append(head.isChunked()).append(head.contentLength()).append(head.endsConnection());
        for (int field = 0; field < head.fieldCount(); field++) {
            String name = head.nameText(field);
            String value = head.valueText(field);
            assertTrue(name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), name);
            assertFalse(value.chars().anyMatch(c -> (c != '\t' && c < ' ') || c == 0x7F), value);
            assertEquals(value, value.strip(), "blanks at the ends");
            all.append('|').append(name).append(':').append(value);
        }
        return all.toString();
    }
}
