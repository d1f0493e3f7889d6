// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.HeadScanner;
import dev.adit.http.HttpLimits;
import dev.adit.http.HttpRejection;
import dev.adit.http.MessageHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Request heads as the scanner gives them. */
final class Heads {
    private Heads() {}

    /** A GET for the target with these field lines; valid until the next one on this thread. */
    static MessageHead get(String target, String... fields) {
        String text = "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", fields)
                + (fields.length == 0 ? "" : "\r\n") + "\r\n";
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        try {
            HeadScanner scanner = HeadScanner.ofThread();
            if (!scanner.scanRequest(bytes, HttpLimits.DEFAULT)) {
                throw new AssertionError("not a whole head: " + text);
            }
            return scanner.head();
        } catch (HttpRejection rejection) {
            throw new AssertionError(text, rejection);
        } finally {
            bytes.release();
        }
    }
}
