// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * The bytes of uploads and downloads: the same for everybody, of any length, without a period that a misplaced frame
 * could hide in. Thread-safe.
 */
final class SampleContent {
    static final int PIECE_BYTES = 64 * 1024;

    /** A prime, so pieces of 16 or 64 KiB that changed places, or came twice, change the hash. */
    private static final int PERIOD = 65_521;

    private static final byte[] BYTES = bytes();

    private SampleContent() {}

    /** At most {@link #PIECE_BYTES} from an offset on; the caller owns the buffer, the array behind it is shared. */
    static ByteBuf piece(long offset, long longest) {
        return Unpooled.wrappedBuffer(BYTES, start(offset), length(longest)).asReadOnly();
    }

    static byte[] copy(long offset, int bytes) {
        byte[] copy = new byte[bytes];
        for (int done = 0; done < bytes; done += length(bytes - done)) {
            System.arraycopy(BYTES, start(offset + done), copy, done, length(bytes - done));
        }
        return copy;
    }

    /** The hash of the first so many bytes, in hex. */
    static String hash(long bytes) {
        MessageDigest digest = sha256();
        for (long done = 0; done < bytes; done += length(bytes - done)) {
            digest.update(BYTES, start(done), length(bytes - done));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static int start(long offset) {
        return (int) (offset % PERIOD);
    }

    private static int length(long longest) {
        return (int) Math.min(longest, PIECE_BYTES);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[PERIOD + PIECE_BYTES];
        byte[] period = new byte[PERIOD];
        new SplittableRandom(1).nextBytes(period);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = period[i % PERIOD];
        }
        return bytes;
    }
}
