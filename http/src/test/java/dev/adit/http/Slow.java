// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Senders on threads of their own, and waits for the moment when nothing moves any more. */
final class Slow {
    private Slow() {}

    /** Sends so many bytes, or as many as the other side lets it. */
    static void send(RawClient visitor, long bytes) {
        byte[] piece = new byte[64 * 1024];
        try {
            for (long sent = 0; sent < bytes; sent += piece.length) {
                visitor.send(piece);
            }
        } catch (UncheckedIOException stopped) {
            // The other side closed: the test is told by what it reads.
        }
    }

    static void join(Thread thread) {
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                throw new AssertionError("the thread is still busy");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Waits until no request content arrives any more. */
    static void awaitStandstill(TestProxy proxy) {
        awaitStandstill(proxy::readBytes);
    }

    /** Waits for a count that no longer moves. */
    static void awaitStandstill(LongSupplier count) {
        long[] last = {-1, 0};
        Await.until(Duration.ofSeconds(20), "a standstill", () -> {
            long now = count.getAsLong();
            last[1] = now == last[0] ? last[1] + 1 : 0;
            last[0] = now;
            return last[1] > 200;
        });
    }
}
