// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.time.Duration;

/**
 * The settings of a session. Immutable.
 *
 * @param windows sizes of flow control
 * @param limits how much a session may hold
 * @param timing how long it waits
 * @param finRidesData whether FIN may ride in a data frame that has a payload. True only towards a peer known to be
 *     ours: a reader of hashicorp/yamux that is woken by the FIN of such a frame may see the end of the stream before
 *     the frame's own bytes, and loses them.
 */
public record SessionConfig(Windows windows, Limits limits, Timing timing, boolean finRidesData) {
    /** Right for every peer. */
    public static final SessionConfig DEFAULT =
            new SessionConfig(Windows.DEFAULT, Limits.DEFAULT, Timing.DEFAULT, false);

    public SessionConfig withWindows(Windows newWindows) {
        return new SessionConfig(newWindows, limits, timing, finRidesData);
    }

    public SessionConfig withLimits(Limits newLimits) {
        return new SessionConfig(windows, newLimits, timing, finRidesData);
    }

    public SessionConfig withTiming(Timing newTiming) {
        return new SessionConfig(windows, limits, newTiming, finRidesData);
    }

    public SessionConfig withFinRidesData(boolean rides) {
        return new SessionConfig(windows, limits, timing, rides);
    }

    public SessionConfig withPingInterval(Duration interval) {
        return withTiming(timing.withPingInterval(interval));
    }

    public SessionConfig withBufferedBytes(long bytes) {
        return withLimits(limits.withBufferedBytes(bytes));
    }

    public SessionConfig withStreams(int inbound, int outbound) {
        return withLimits(limits.withStreams(inbound, outbound));
    }
}
