// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a session: two opposite byte flows, each ended by its own FIN, both by RST.
 *
 * <p>Calls after its end do nothing, and buffers given to it then are released. Confined to the session's event loop.
 */
public final class Stream {
    /**
     * Small buffers behind so many that wait already are gathered: each costs a hundred bytes and more besides its own, so
     * that {@link Windows#highWaterBytes} in pieces of a few would be megabytes.
     */
    private static final int CROWD = 64;

    private static final int CROWD_BYTES = 1024;

    private final Session session;
    private final int id;
    private final boolean own;
    private final SendWindow sendWindow = new SendWindow();
    private final ByteQueue outbound = new ByteQueue();
    private final StreamInbox inbox;
    private @Nullable StreamEvents events;
    private Opening opening;
    private long sinceNanos;
    private boolean finishing;
    private boolean finSent;
    private boolean full;
    private boolean ended;
    private boolean inReady;
    private boolean inControl;

    Stream(Session session, int id, boolean own, long nowNanos) {
        this.session = session;
        this.id = id;
        this.own = own;
        this.opening = own ? Opening.WAITING : Opening.SENT;
        this.sinceNanos = nowNanos;
        this.inbox = new StreamInbox(this, nowNanos);
    }

    /** The id on the wire, as the unsigned bits of an int. */
    public int id() {
        return id;
    }

    public Session session() {
        return session;
    }

    /** Queues bytes; they leave at the end of the turn. Takes ownership of buffer and content. */
    public void write(ByteBuf bytes) {
        int count = bytes.readableBytes();
        if (ended || finishing || count == 0) {
            bytes.release();
            return;
        }
        if (count <= CROWD_BYTES && outbound.size() >= CROWD) {
            outbound.addCopied(bytes, session.allocator());
        } else {
            outbound.add(bytes);
        }
        session.outbox().added(this, count);
        full = full || isAboveHighWater();
    }

    private boolean isAboveHighWater() {
        Windows windows = session.config().windows();
        int count = outbound.byteCount();
        return count >= windows.highWaterBytes() && !mayBurst(count, windows.burstBytes());
    }

    /** Whether all that it holds could leave at once, and the session holds little else. */
    private boolean mayBurst(int count, int burstBytes) {
        return count <= sendWindow.availableBytes() && session.outbox().unsentBytes() < burstBytes;
    }

    /** Ends our direction after everything written (FIN). */
    public void finish() {
        if (ended || finishing) {
            return;
        }
        finishing = true;
        session.outbox().added(this, 0);
    }

    /** Breaks both directions now (RST, behind the ACK of a peer's stream); no event follows. */
    public void reset() {
        if (!ended) {
            session.outbox().reset(this);
            end();
        }
        inbox.drop();
    }

    /** Turns away a stream that the peer opened: RST without an ACK, unless that was sent already. */
    public void refuse() {
        if (!ended) {
            session.outbox().reset(id);
            end();
        }
        inbox.drop();
    }

    /** Nobody reads any more: what still comes is dropped, its credit returned; RST after {@link Timing#abandoned}. */
    public void abandon() {
        boolean waitsForFin = !ended && !inbox.isFinished() && !inbox.isAbandoned();
        inbox.abandon();
        if (waitsForFin && !ended) {
            session.abandoned(this);
        }
    }

    /**
     * False from {@link Windows#highWaterBytes} unsent bytes on, or {@link Windows#burstBytes} of the whole session while
     * the window takes them, until few enough are left.
     */
    public boolean isWritable() {
        return !full && !ended;
    }

    /** Stops {@link StreamEvents#onBytes} and onFinished; the peer is slowed down by its window. */
    public void pauseReading() {
        inbox.pause();
    }

    /** Starts delivery again, perhaps from within this call. */
    public void resumeReading() {
        inbox.resume();
    }

    /** Whether the other end of an opening has said so; an own stream cannot be refused any more then. */
    public boolean isAcknowledged() {
        return opening == Opening.ACKNOWLEDGED;
    }

    /** Whether it waits to be opened, so that nothing of it has left. */
    public boolean isWaiting() {
        return opening == Opening.WAITING;
    }

    /** Whether it was opened from this end. */
    boolean isOwn() {
        return own;
    }

    boolean isEnded() {
        return ended;
    }

    boolean isFinSent() {
        return finSent;
    }

    StreamInbox inbox() {
        return inbox;
    }

    SendWindow sendWindow() {
        return sendWindow;
    }

    ByteQueue outbound() {
        return outbound;
    }

    StreamEvents events() {
        if (events == null) {
            throw new IllegalStateException("stream " + id + " has no owner yet");
        }
        return events;
    }

    void ownedBy(StreamEvents owner) {
        events = owner;
    }

    Opening opening() {
        return opening;
    }

    /** When the present step of its opening began. */
    long sinceNanos() {
        return sinceNanos;
    }

    void opening(Opening step, long nowNanos) {
        opening = step;
        sinceNanos = nowNanos;
    }

    /** What the next frame of the stream says of its opening, and that is said then: SYN of an own one, ACK of a peer's. */
    int takeOpeningFlags() {
        return switch (opening) {
            case ADMITTED -> {
                opening = Opening.SENT;
                yield Header.SYN;
            }
            case SENT -> own ? 0 : acknowledge();
            case WAITING, ACKNOWLEDGED -> 0;
        };
    }

    private int acknowledge() {
        opening = Opening.ACKNOWLEDGED;
        session.arrivals().acknowledged(this);
        return Header.ACK;
    }

    /** Whether a frame could leave now: SYN, bytes within the window, or FIN after the last byte. */
    boolean isSendable() {
        if (ended || finSent || opening == Opening.WAITING) {
            return false;
        }
        if (outbound.isEmpty()) {
            return finishing || opening == Opening.ADMITTED;
        }
        return sendWindow.availableBytes() > 0 || opening == Opening.ADMITTED;
    }

    boolean finIsDueAfter(int bytes) {
        return finishing && !finSent && bytes == outbound.byteCount();
    }

    void finSent() {
        finSent = true;
        endWhenDone();
    }

    /** Both ends have finished and nothing waits for the reader: the stream is freed (Y-13). */
    void endWhenDone() {
        if (finSent && inbox.isDone() && !ended) {
            end();
        }
    }

    /** Marks the stream; false when it was so already. */
    boolean enterReady(boolean enter) {
        boolean changed = inReady != enter;
        inReady = enter;
        return changed;
    }

    boolean isInControl() {
        return inControl;
    }

    /** Marks the stream; false when it was so already. */
    boolean enterControl(boolean enter) {
        boolean changed = inControl != enter;
        inControl = enter;
        return changed;
    }

    /** Whether its owner waits for the water to fall and it has. */
    boolean hasDrained() {
        Windows windows = session.config().windows();
        int count = outbound.byteCount();
        return full && (count < windows.lowWaterBytes() || mayBurst(count, windows.burstBytes() / 2));
    }

    void tellWritable() {
        if (!ended && full && hasDrained()) {
            full = false;
            events().onWritable();
        }
    }

    /** Ends the stream because of the peer, a limit or a deadline, and tells its owner. */
    void fail(StreamEnd why) {
        if (!ended) {
            end();
            inbox.drop();
            events().onReset(why);
        }
    }

    /** The session is gone: unsent bytes are lost, received ones stay readable. */
    void lose() {
        ended = true;
        outbound.clear();
        inbox.lose();
    }

    private void end() {
        ended = true;
        session.outbox().forget(this);
        outbound.clear();
        session.ended(this);
    }
}
