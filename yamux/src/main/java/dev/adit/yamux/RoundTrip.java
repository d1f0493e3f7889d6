// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** The smoothed round trip of a session's pings, an eighth of each new sample (RFC 6298). Pure. */
final class RoundTrip {
    private long smoothedNanos;

    /** 0 until the first sample. */
    long nanos() {
        return smoothedNanos;
    }

    void sample(long nanos) {
        long positive = Math.max(1, nanos);
        smoothedNanos = smoothedNanos == 0 ? positive : smoothedNanos + (positive - smoothedNanos) / 8;
    }
}
