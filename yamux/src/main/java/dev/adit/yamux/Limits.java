// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/**
 * How much one session may hold. Immutable.
 *
 * @param inboundStreams live streams opened by the peer; the newest above it is reset (Y-21)
 * @param outboundStreams live streams opened by this end; more wait
 * @param unacknowledgedOpens own openings on their way without an answer; more wait (Y-15: peers reset above 256)
 * @param waitingOpens own openings that wait; above it {@link Session#canOpen} is false
 * @param refusedOpens openings of the peer refused in a row before the session ends (Y-20)
 * @param pingAnswers ping answers queued at once; more are dropped (Y-18)
 * @param queuedResets resets queued at once; more end the session, whose peer does not read (Y-22)
 * @param bufferedBytes inbound bytes that wait for paused readers; above it the stillest is reset (Y-26)
 * @param emptyFrames frames without effect that may come at once; above it the session ends (Y-11, Y-18)
 * @param emptyFramesPerSecond how fast that allowance comes back
 */
public record Limits(
        int inboundStreams,
        int outboundStreams,
        int unacknowledgedOpens,
        int waitingOpens,
        int refusedOpens,
        int pingAnswers,
        int queuedResets,
        long bufferedBytes,
        int emptyFrames,
        int emptyFramesPerSecond) {
    /** The limits of the rules (Y-15 to Y-26). */
    public static final Limits DEFAULT = new Limits(1024, 1024, 256, 1024, 100, 32, 4096, 64L << 20, 1000, 100);

    public Limits withStreams(int inbound, int outbound) {
        return new Limits(
                inbound,
                outbound,
                unacknowledgedOpens,
                waitingOpens,
                refusedOpens,
                pingAnswers,
                queuedResets,
                bufferedBytes,
                emptyFrames,
                emptyFramesPerSecond);
    }

    public Limits withUnacknowledgedOpens(int opens) {
        return new Limits(
                inboundStreams,
                outboundStreams,
                opens,
                waitingOpens,
                refusedOpens,
                pingAnswers,
                queuedResets,
                bufferedBytes,
                emptyFrames,
                emptyFramesPerSecond);
    }

    public Limits withBufferedBytes(long bytes) {
        return new Limits(
                inboundStreams,
                outboundStreams,
                unacknowledgedOpens,
                waitingOpens,
                refusedOpens,
                pingAnswers,
                queuedResets,
                bytes,
                emptyFrames,
                emptyFramesPerSecond);
    }

    public Limits {
        if (inboundStreams < 0 || outboundStreams < 0 || unacknowledgedOpens < 1 || waitingOpens < 1) {
            throw new IllegalArgumentException("stream limits must not be negative, nor openings 0");
        }
        if (refusedOpens < 0 || pingAnswers < 1 || queuedResets < 1 || bufferedBytes < 0) {
            throw new IllegalArgumentException("queue limits must be positive");
        }
        if (emptyFrames < 1 || emptyFramesPerSecond < 1) {
            throw new IllegalArgumentException("the allowance of empty frames must be positive");
        }
    }
}
