// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.pool.OpeningLine.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Fuzz target of the lines that open a link (AL-06, AL-07): the outcome is the same in one piece and byte by byte (U8),
 * a whole line is visible ASCII and no longer than its bound, and what is behind it is left alone.
 */
public final class OpeningLineFuzz {
    private static final int MOST_BYTES = 16;

    private OpeningLineFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        OpeningLine whole = new OpeningLine(MOST_BYTES);
        ByteBuf in = Unpooled.wrappedBuffer(input);
        State state = whole.read(in);
        int taken = in.readerIndex();
        in.release();
        OpeningLine pieces = new OpeningLine(MOST_BYTES);
        State last = State.OPEN;
        for (int i = 0; i < input.length && last == State.OPEN; i++) {
            last = pieces.read(Unpooled.wrappedBuffer(input, i, 1));
        }
        assertEquals(state, last);
        assertTrue(taken <= MOST_BYTES, "read on to " + taken);
        if (state == State.WHOLE) {
            assertEquals(whole.text(), pieces.text());
            assertTrue(whole.text().matches("[!-~]*"), whole.text());
            String line = new String(input, 0, taken, StandardCharsets.ISO_8859_1);
            assertTrue(line.equals(whole.text() + "\n") || line.equals(whole.text() + "\r\n"), line);
        }
    }
}
