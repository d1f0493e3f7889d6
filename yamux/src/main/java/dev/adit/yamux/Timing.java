// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.time.Duration;

/**
 * How long a session waits for what. Immutable.
 *
 * @param pingInterval between own pings, each varied by a fifth; no byte for two of them means dead
 * @param writeStall frames wait and the carrier takes none (Y-23)
 * @param openWait an opening waits for earlier ones (Y-15)
 * @param acknowledgement the peer has to acknowledge an opening (Y-16)
 * @param unacknowledgedInRow so many openings without an answer end the session
 * @param acknowledgementDelay we wait for data on which our own acknowledgement can ride
 * @param abandoned a stream that nobody reads waits for the peer's FIN (Y-17)
 */
public record Timing(
        Duration pingInterval,
        Duration writeStall,
        Duration openWait,
        Duration acknowledgement,
        int unacknowledgedInRow,
        Duration acknowledgementDelay,
        Duration abandoned) {
    /** The times of the rules. */
    public static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            3,
            Duration.ofMillis(25),
            Duration.ofMinutes(5));

    public Timing {
        requirePositive(pingInterval, "ping interval");
        requirePositive(writeStall, "write stall");
        requirePositive(openWait, "wait for an opening");
        requirePositive(acknowledgement, "wait for an acknowledgement");
        requirePositive(acknowledgementDelay, "delay of an acknowledgement");
        requirePositive(abandoned, "wait for the FIN of an abandoned stream");
        if (unacknowledgedInRow < 1) {
            throw new IllegalArgumentException("unacknowledged openings in a row: " + unacknowledgedInRow);
        }
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " of " + duration);
        }
    }

    public Timing withPingInterval(Duration interval) {
        return new Timing(
                interval, writeStall, openWait, acknowledgement, unacknowledgedInRow, acknowledgementDelay, abandoned);
    }

    public Timing withWriteStall(Duration stall) {
        return new Timing(
                pingInterval, stall, openWait, acknowledgement, unacknowledgedInRow, acknowledgementDelay, abandoned);
    }

    public Timing withOpenWait(Duration wait) {
        return new Timing(
                pingInterval, writeStall, wait, acknowledgement, unacknowledgedInRow, acknowledgementDelay, abandoned);
    }

    public Timing withAcknowledgement(Duration wait) {
        return new Timing(
                pingInterval, writeStall, openWait, wait, unacknowledgedInRow, acknowledgementDelay, abandoned);
    }
}
