// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a long link: each piece arrives so much later than it was put in, in order, and those behind it do not
 * wait for it to arrive. Fed by one thread; a virtual thread of its own delivers.
 */
final class DelayLine {
    /** As much as a fast link holds in a long time; beyond it the sender waits. */
    private static final int MOST_PIECES = 4_096;

    private static final byte[] END = {};

    private static final class Piece {
        final byte[] bytes;
        final long dueNanos;

        Piece(byte[] bytes, long dueNanos) {
            this.bytes = bytes;
            this.dueNanos = dueNanos;
        }
    }

    private final Socket to;
    private final Runnable ended;
    private final Runnable broken;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(MOST_PIECES);
    private @Nullable Thread courier;

    /**
     * @param ended told when the end has arrived
     * @param broken told when a piece could not be delivered
     */
    DelayLine(Socket to, Runnable ended, Runnable broken) {
        this.to = to;
        this.ended = ended;
        this.broken = broken;
    }

    /** Whether anything was put in; all that follows has to be, then, to stay in order. */
    boolean isUsed() {
        return courier != null;
    }

    /** Puts a piece in; a negative count is the end. Returns whether more may come. */
    boolean put(byte[] piece, int count, Duration delay) {
        if (courier == null) {
            courier = Thread.ofVirtual().start(this::deliver);
        }
        try {
            byte[] bytes = count < 0 ? END : Arrays.copyOf(piece, count);
            pieces.put(new Piece(bytes, System.nanoTime() + delay.toNanos()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return count >= 0;
    }

    /** Nothing is delivered any more. */
    void stop() {
        if (courier != null) {
            courier.interrupt();
        }
    }

    private void deliver() {
        try {
            OutputStream out = to.getOutputStream();
            for (Piece piece = pieces.take(); piece.bytes.length > 0; piece = pieces.take()) {
                Await.due(piece.dueNanos);
                out.write(piece.bytes);
            }
            to.shutdownOutput();
            ended.run();
        } catch (InterruptedException | InterruptedIOException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            broken.run();
        }
    }
}
