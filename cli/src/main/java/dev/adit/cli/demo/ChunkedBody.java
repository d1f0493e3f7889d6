// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112 section 7.1); each read returns what has arrived. Confined to one thread. */
final class ChunkedBody extends InputStream {
    private final InputStream in;
    private InputStream chunk = InputStream.nullInputStream();
    private boolean begun;
    private boolean ended;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (!ended) {
            int count = chunk.read(bytes, offset, length);
            if (count >= 0) {
                return count;
            }
            nextChunk();
        }
        return -1;
    }

    private void nextChunk() throws IOException {
        if (begun) {
            PlainConnection.line(in);
        }
        begun = true;
        long size = size(PlainConnection.line(in));
        chunk = new LengthBody(in, size);
        ended = size == 0;
        while (ended && !PlainConnection.line(in).isEmpty()) {
            // trailers say nothing to a check
        }
    }

    private static long size(String line) throws IOException {
        String digits = line.split(";", 2)[0].strip();
        try {
            return Long.parseLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new IOException("not a chunk size: " + line, e);
        }
    }
}
