// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * One line that opens a link, as it arrives: visible ASCII up to LF or CRLF, and no longer than its bound (AL-06, AL-07).
 * Pure; for one line.
 */
final class OpeningLine {
    /** How far the line is. */
    enum State {
        /** More is to come. */
        OPEN,
        WHOLE,
        /** It can be no such line. */
        BROKEN
    }

    private final byte[] bytes;
    private int length;
    private boolean carriageReturn;

    /**
     * @param mostBytes the longest line, with its end
     */
    OpeningLine(int mostBytes) {
        bytes = new byte[mostBytes];
    }

    /** Takes what belongs to the line; what is behind it stays in the buffer. */
    State read(ByteBuf in) {
        while (in.isReadable()) {
            byte octet = in.readByte();
            length++;
            if (octet == '\n') {
                length -= carriageReturn ? 2 : 1;
                return State.WHOLE;
            }
            // One more has to be the line's end, and behind CR only that may come.
            if (length >= bytes.length || carriageReturn) {
                return State.BROKEN;
            }
            if (octet == '\r') {
                carriageReturn = true;
            } else if (octet <= ' ' || octet > '~') {
                return State.BROKEN;
            }
            bytes[length - 1] = octet;
        }
        return State.OPEN;
    }

    /** The whole line without its end. */
    String text() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
