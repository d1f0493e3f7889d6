// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import dev.adit.testkit.ScriptedConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A request as the local service got it, framed by a reader that shares no code with the product. Immutable.
 *
 * @param head everything up to and with the empty line
 * @param content the body without its framing
 * @param end what came behind the last chunk; empty without chunks
 * @param whole whether its end was seen; else this is what had come until then
 */
record Message(String head, String content, String end, boolean whole) {
    /** The request with a body in chunks written as one chunk, and the server's number in Via as a star. */
    String text() {
        String start = head.replaceAll("\\.adit-[0-9a-f]{16}", ".adit-*");
        if (end.isEmpty()) {
            return start + content;
        }
        String chunk = Integer.toHexString(content.length()) + "\r\n" + content + "\r\n";
        return start + (content.isEmpty() ? "" : chunk) + "0\r\n" + end;
    }

    /** Reads the bytes of one connection as requests. Confined to the connection's thread. */
    static final class Reader {
        private final ScriptedConnection connection;
        private final StringBuilder content = new StringBuilder();
        private String head = "";
        private String unread = "";

        Reader(ScriptedConnection connection) {
            this.connection = connection;
        }

        /** The next request; empty at the end of the connection. */
        Optional<Message> next() throws IOException {
            head = "";
            content.setLength(0);
            try {
                head = until("\r\n\r\n");
                if (head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked\r\n")) {
                    return Optional.of(chunked());
                }
                return Optional.of(new Message(head, exactly(length(head)), "", true));
            } catch (IOException broken) {
                String begin = head.isEmpty() ? unread : head;
                return begin.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Message(begin, content.toString(), "", false));
            }
        }

        private Message chunked() throws IOException {
            for (int size = size(); size > 0; size = size()) {
                content.append(exactly(size));
                if (!exactly(2).equals("\r\n")) {
                    throw new AssertionError("a chunk without its end behind " + head);
                }
            }
            StringBuilder end = new StringBuilder();
            String line = until("\r\n");
            for (; !line.equals("\r\n"); line = until("\r\n")) {
                end.append(line);
            }
            return new Message(head, content.toString(), end + line, true);
        }

        private int size() throws IOException {
            return Integer.parseInt(until("\r\n").trim(), 16);
        }

        private static int length(String head) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                    .sum();
        }

        private String until(String marker) throws IOException {
            int at = unread.indexOf(marker);
            while (at < 0) {
                more();
                at = unread.indexOf(marker);
            }
            return take(at + marker.length());
        }

        private String exactly(int count) throws IOException {
            while (unread.length() < count) {
                more();
            }
            return take(count);
        }

        private String take(int count) {
            String text = unread.substring(0, count);
            unread = unread.substring(count);
            return text;
        }

        private void more() throws IOException {
            byte[] piece = connection.readSome();
            if (piece.length == 0) {
                throw new IOException("the connection ended");
            }
            unread += new String(piece, StandardCharsets.ISO_8859_1);
        }
    }
}
