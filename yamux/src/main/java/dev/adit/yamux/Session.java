// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** One yamux connection: bytes in, batches of frames out; owns no channel. Confined to the session's event loop. */
public final class Session {
    private final SessionConfig config;

    public Session(Role role, SessionConfig config, SessionRuntime runtime, SessionEvents events) {
        this.config = config;
    }

    /** Begins pings and timers. */
    public void start() {}

    /** Takes in the next bytes of the link, split anywhere. Takes ownership. */
    public void receive(ByteBuf bytes) {
        bytes.release();
    }

    /** Moves waiting frames into the batch: control first, then data round robin, up to {@code maxBytes}. */
    public void drain(FrameBatch batch, int maxBytes) {}

    public boolean hasPending() {
        return false;
    }

    /** Opens a stream. Throws {@link SessionClosedException} when {@link #canOpen} is false. */
    public Stream open(StreamEvents events) {
        if (!canOpen()) {
            throw new SessionClosedException("not yet " + config);
        }
        return new Stream(this, 1);
    }

    public boolean canOpen() {
        return false;
    }

    public int liveStreams() {
        return 0;
    }

    /** The smoothed round trip of own pings; zero until the first answer. */
    public Duration roundTrip() {
        return Duration.ZERO;
    }

    public long lastReceivedNanos() {
        return 0;
    }

    /** Sends a ping; runs {@code answered} when its answer comes, never when the session ends before. */
    public void ping(Runnable answered) {}

    /** Says GoAway(0): no new stream either way; the session ends when the live ones have. */
    public void goAway() {}

    /** Says GoAway(0) and ends now: all streams fail, then onClosed. */
    public void close() {}

    /** The byte link died: all streams fail, then onClosed. */
    public void carrierLost(String why) {}
}
