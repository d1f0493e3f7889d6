// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Bytes of any length whose order a checksum can tell, and what became of them. Stateless. */
final class Bulk {
    static final int PIECE_BYTES = 64 * 1024;
    /** A prime, so that pieces of 16 or 64 KiB that changed places change the checksum. */
    private static final int PERIOD = 65_521;

    private static final byte[] BYTES = bytes();

    private Bulk() {}

    /** Writes the first so many bytes. */
    static void write(OutputStream out, long bytes) throws IOException {
        for (long done = 0; done < bytes; done += length(bytes - done)) {
            out.write(BYTES, start(done), length(bytes - done));
        }
    }

    /** Reads exactly so many bytes and returns their checksum. */
    static long read(InputStream in, long bytes) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] piece = new byte[PIECE_BYTES];
        long left = bytes;
        while (left > 0) {
            int count = in.read(piece, 0, length(left));
            if (count < 0) {
                throw new EOFException(left + " of " + bytes + " bytes are missing");
            }
            sum.update(piece, 0, count);
            left -= count;
        }
        return sum.getValue();
    }

    /** The checksum of the first so many bytes. */
    static long sum(long bytes) {
        CRC32C sum = new CRC32C();
        for (long done = 0; done < bytes; done += length(bytes - done)) {
            sum.update(BYTES, start(done), length(bytes - done));
        }
        return sum.getValue();
    }

    private static int start(long offset) {
        return (int) (offset % PERIOD);
    }

    private static int length(long most) {
        return (int) Math.min(most, PIECE_BYTES);
    }

    private static byte[] bytes() {
        byte[] period = new byte[PERIOD];
        new SplittableRandom(1).nextBytes(period);
        byte[] bytes = new byte[PERIOD + PIECE_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = period[i % PERIOD];
        }
        return bytes;
    }
}
