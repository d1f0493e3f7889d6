// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.time.Duration;

/** What happens to the bytes of one direction of a {@link FaultProxy}. Immutable. */
public sealed interface LinkFault {
    /** Bytes and ends pass at once. */
    record None() implements LinkFault {}

    /** Bytes, ends and resets vanish, as on a cable that was pulled: neither side is told, writes go on. */
    record BlackHole() implements LinkFault {}

    /** Nothing passes, ends neither, and but one piece is read: the sender's buffers fill until it cannot write. */
    record Stall() implements LinkFault {}

    /** The receiver reads an end of file instead of the next bytes; what is sent after it vanishes. */
    record Cut() implements LinkFault {}

    /** Each piece waits this long, and those behind it too: at most 64 KiB pass in that time. */
    record Delay(Duration time) implements LinkFault {
        public Delay {
            if (time.isNegative()) {
                throw new IllegalArgumentException("a delay of " + time);
            }
        }
    }

    /** A long link: each piece arrives so much later, and as many are on their way as come. */
    record Latency(Duration time) implements LinkFault {
        public Latency {
            if (time.isNegative()) {
                throw new IllegalArgumentException("a latency of " + time);
            }
        }
    }

    /** No more than this many bytes a second, in small pieces. */
    record Throttle(long bytesPerSecond) implements LinkFault {
        public Throttle {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException(bytesPerSecond + " bytes a second");
            }
        }
    }

    /** Each byte in a write of its own (rule U8). */
    record SingleBytes() implements LinkFault {}
}
