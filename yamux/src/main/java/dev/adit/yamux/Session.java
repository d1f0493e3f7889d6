// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * One yamux connection: bytes in, batches of frames out. It owns no channel and no thread.
 *
 * <p>Events may call back into the session and its streams at any time; the session is consistent before each one and
 * may end inside it. What the peer does wrong ends a stream or the session and is never thrown; a bug of ours ends the
 * session and is thrown. Every buffer of the session is bounded by its {@link Limits} and {@link Windows}.
 *
 * <p>Confined to the session's event loop.
 */
public final class Session {
    private final Role role;
    private final SessionConfig config;
    private final SessionRuntime runtime;
    private final SessionEvents events;
    private final FrameReader reader = new FrameReader();
    private final Outbox outbox;
    private final Inbound inbound;
    private final Openings openings;
    private final Arrivals arrivals;
    private final Heartbeat heartbeat;
    private final Deadlines deadlines;
    private final SessionMemory memory;
    private final Shutdown shutdown;
    private final StreamTable streams = new StreamTable();
    private long lastReceivedNanos;

    /** A session that is silent until {@link #start}. */
    public Session(Role role, SessionConfig config, SessionRuntime runtime, SessionEvents events) {
        this.role = role;
        this.config = config;
        this.runtime = runtime;
        this.events = events;
        outbox = new Outbox(this, config);
        inbound = new Inbound(this, config.limits());
        openings = new Openings(this, config.limits(), new StreamIds(role.firstId()));
        arrivals = new Arrivals(this, config.limits());
        heartbeat = new Heartbeat(outbox);
        deadlines = new Deadlines(this, runtime);
        shutdown = new Shutdown(this, outbox, deadlines);
        memory = new SessionMemory(this, config, runtime.growth());
    }

    /** Begins pings and timers; the first ping leaves at once and measures the round trip. */
    public void start() {
        long now = nanoTime();
        lastReceivedNanos = now;
        deadlines.start(now);
    }

    /** Takes in the next bytes of the link, split anywhere. Takes ownership. */
    public void receive(ByteBuf bytes) {
        try {
            if (!shutdown.isEnded()) {
                lastReceivedNanos = nanoTime();
                reader.read(bytes, inbound);
            }
        } catch (ProtocolViolation violation) {
            shutdown.end(SessionEnd.Cause.PEER_VIOLATION, GoAwayCode.PROTOCOL_ERROR, true, violation.getMessage());
        } catch (RuntimeException bug) {
            shutdown.end(SessionEnd.Cause.BUG, GoAwayCode.INTERNAL_ERROR, true, bug.toString());
            throw bug;
        } finally {
            bytes.release();
        }
    }

    /**
     * Moves waiting frames into the batch: control first, then data of the streams in turn in frames of at most
     * {@link Windows#frameBytes}, until {@code maxBytes}. May tell streams that they are writable again.
     */
    public void drain(FrameBatch batch, int maxBytes) {
        if (outbox.drain(batch, maxBytes)) {
            deadlines.progress(nanoTime());
        }
        shutdown.endWhenDrained();
    }

    /** Whether {@link #drain} has something to move. */
    public boolean hasPending() {
        return outbox.hasPending();
    }

    /** Opens a stream; it waits while too many are unacknowledged. Throws when {@link #canOpen} is false. */
    public Stream open(StreamEvents streamEvents) {
        if (!canOpen()) {
            throw new SessionClosedException(shutdown.reason());
        }
        long now = nanoTime();
        Stream stream = openings.open(streamEvents, now);
        streams.add(stream);
        openings.admit(now);
        Timing timing = config.timing();
        Duration patience = stream.opening() == Opening.WAITING ? timing.openWait() : timing.acknowledgement();
        deadlines.ensureBy(now + patience.toNanos(), now);
        if (openings.isExhausted()) {
            shutdown.goAway();
        }
        return stream;
    }

    /** Whether a stream may be opened now: not after a GoAway of either end, nor while too many openings wait. */
    public boolean canOpen() {
        return shutdown.isOpen() && openings.canOpen();
    }

    /** Streams of both ends that have not ended, with those that wait to be opened. */
    public int liveStreams() {
        return streams.size();
    }

    /** The smoothed round trip of own pings; zero until the first answer. */
    public Duration roundTrip() {
        return Duration.ofNanos(heartbeat.roundTripNanos());
    }

    /** When the last byte came, in the nanoseconds of the runtime. */
    public long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    /** Sends a ping; runs {@code answered} when its answer comes, never when the session ends before. */
    public void ping(Runnable answered) {
        if (!shutdown.isEnded()) {
            heartbeat.send(nanoTime(), answered);
        }
    }

    /** Says GoAway(0): no new stream either way; the session ends when the live ones have. */
    public void goAway() {
        shutdown.goAway();
    }

    /** Says GoAway(0) and ends now: all streams fail, then onClosed. */
    public void close() {
        shutdown.end(SessionEnd.Cause.CLOSED, GoAwayCode.NORMAL, true, "closed by this end");
    }

    /** The peer broke a rule of what the streams carry: GoAway(1), all streams fail, then onClosed. */
    public void fail(String why) {
        shutdown.end(SessionEnd.Cause.PEER_VIOLATION, GoAwayCode.PROTOCOL_ERROR, true, why);
    }

    /** The byte link died: all streams fail, then onClosed; nothing is left to send. */
    public void carrierLost(String why) {
        shutdown.end(SessionEnd.Cause.CARRIER_LOST, GoAwayCode.INTERNAL_ERROR, false, why);
    }

    /** The peer ended the byte link as its protocol says: what still runs fails as by {@link #carrierLost}. */
    public void carrierClosed(String why) {
        shutdown.end(SessionEnd.Cause.CLOSED_BY_PEER, GoAwayCode.NORMAL, false, why);
    }

    /** The peer broke a rule of the byte link: all streams fail, then onClosed; what is left to say is the link's. */
    public void carrierViolated(String why) {
        shutdown.end(SessionEnd.Cause.PEER_VIOLATION, GoAwayCode.PROTOCOL_ERROR, false, why);
    }

    /** Fails streams as if the session were lost, while it goes on for others; RST, should the peer still hear. */
    public void lose(Predicate<StreamEvents> owners) {
        List<Stream> lost = streams.owned(owners);
        // Before the others' end makes room for them: what waits has not left, and must not leave now.
        lost.stream().filter(Stream::isWaiting).forEach(stream -> stream.fail(StreamEnd.SESSION_LOST));
        for (Stream stream : lost) {
            if (!stream.isEnded()) {
                outbox.reset(stream);
                stream.fail(StreamEnd.SESSION_LOST);
            }
        }
    }

    void becamePending() {
        if (!shutdown.isEnded()) {
            deadlines.pendingSince(nanoTime());
        }
        events.onPending();
    }

    /** A stream that the peer opens, in the table before its owner is asked. */
    Stream adopt(int id) {
        Stream stream = new Stream(this, id, false, lastReceivedNanos);
        stream.ownedBy(NobodyYet.NOBODY);
        streams.add(stream);
        arrivals.adopted(stream);
        deadlines.ensureBy(
                lastReceivedNanos + config.timing().acknowledgementDelay().toNanos(), lastReceivedNanos);
        return stream;
    }

    void ended(Stream stream) {
        if (shutdown.isEnded()) {
            return;
        }
        streams.remove(stream);
        memory.giveBackGrowth(stream.inbox().window());
        deadlines.ended(stream);
        if (stream.isOwn()) {
            openings.ended(stream);
        } else {
            arrivals.ended(stream);
        }
        shutdown.endWhenDrained();
    }

    void abandoned(Stream stream) {
        deadlines.abandoned(stream);
    }

    Role role() {
        return role;
    }

    SessionConfig config() {
        return config;
    }

    SessionEvents events() {
        return events;
    }

    Outbox outbox() {
        return outbox;
    }

    Openings openings() {
        return openings;
    }

    StreamTable streams() {
        return streams;
    }

    SessionMemory memory() {
        return memory;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    ByteBufAllocator allocator() {
        return runtime.allocator();
    }

    long nanoTime() {
        return runtime.nanoTime().getAsLong();
    }

    boolean isEnded() {
        return shutdown.isEnded();
    }

    Shutdown shutdown() {
        return shutdown;
    }
}
