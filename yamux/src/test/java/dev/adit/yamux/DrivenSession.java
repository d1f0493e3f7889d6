// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.yamux.FrameLog;
import dev.adit.testkit.yamux.PeerFrame;
import dev.adit.yamux.PeerModel.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A session between owners and a peer that both do anything, with a {@link PeerModel} as judge: after every step the
 * session is where the model says, or has ended as the model says, and its memory is bounded (YX-20). For one thread.
 */
final class DrivenSession implements SessionEvents {
    private static final long TICK_NANOS = 10_000_000;
    private static final long BUFFERED_BYTES = 150_000;
    private static final Duration NEVER = Duration.ofDays(365);
    private static final Limits LIMITS = new Limits(6, 5, 3, 4, 5, 4, 4096, BUFFERED_BYTES, 30, 100);
    private static final SessionConfig CONFIG = SessionConfig.DEFAULT
            .withLimits(LIMITS)
            .withWindows(Windows.DEFAULT.withGrowth(Windows.INITIAL_BYTES, 0))
            .withTiming(new Timing(NEVER, NEVER, NEVER, NEVER, 3, Duration.ofMillis(30), NEVER));

    final ManualTime time = new ManualTime();
    final Choices choices;
    final PeerModel model;
    final PeerFrames frames;
    final List<StreamOwner> owners = new ArrayList<>();
    final Session session;
    private final FrameLog log = new FrameLog();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private final FrameBatch batch = new FrameBatch(allocator, 14);
    private final List<ByteBuf> given = new ArrayList<>();
    private final Role role;
    private int pings;
    private int expectedOwnId;
    boolean closed;

    @Nullable
    SessionEnd end;

    DrivenSession(Role role, Choices choices) {
        this.role = role;
        this.choices = choices;
        model = new PeerModel(role, LIMITS);
        frames = new PeerFrames(role, choices, model);
        session = new Session(
                role,
                CONFIG.withFinRidesData(choices.next(2) == 0),
                new SessionRuntime(allocator, time::nanoTime, time, new Random(1), new GrowthBudget(0)),
                this);
        expectedOwnId = role == Role.CLIENT ? 1 : 2;
    }

    /** The bytes that flow on a stream, in either direction. */
    static String pattern(int id, long from, int count) {
        StringBuilder text = new StringBuilder(count);
        for (long at = from; at < from + count; at++) {
            text.append((char) ('a' + (at + id) % 23));
        }
        return text.toString();
    }

    /** Drives the session until nothing is left to decide or it has ended, then ends it and looks at what is left. */
    void run() {
        model.pinged(pings++);
        session.start();
        while (end == null && !choices.isOver()) {
            step();
            assertTrue(allocator.metric().usedDirectMemory() < 4 * BUFFERED_BYTES + (1 << 20), "memory");
        }
        finish();
    }

    private void step() {
        switch (choices.next(16)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> play(frames.next());
            case 8, 9 -> drain(1 + choices.next(256) * choices.next(256));
            case 10 -> advance();
            case 11, 12, 13 -> act();
            case 14 -> open();
            default -> rarely();
        }
    }

    private void play(PeerFrame frame) {
        model.play(frame, time.nanoTime() / TICK_NANOS);
        byte[] bytes = frame.bytes();
        int piece = choices.next(3) == 0 ? 1 + choices.next(40) * 50 : bytes.length;
        for (int at = 0; at < bytes.length; at += piece) {
            ByteBuf in = Unpooled.copiedBuffer(bytes, at, Math.min(piece, bytes.length - at));
            given.add(in);
            session.receive(in);
        }
        given.removeIf(in -> in.refCnt() == 0);
        check(frame);
    }

    private void check(PeerFrame frame) {
        String shown = frame.version() + "/" + frame.type() + "/" + frame.flags() + " on " + frame.id() + " of "
                + Integer.toUnsignedString(frame.length());
        if (closed) {
            assertEquals(SessionEnd.Cause.CLOSED, Objects.requireNonNull(end).cause(), shown);
        } else if (model.fatal) {
            assertEquals(SessionEnd.Cause.PEER_VIOLATION, cause(), shown);
        } else if (model.failed) {
            assertEquals(SessionEnd.Cause.FAILED_BY_PEER, cause(), shown);
        } else {
            assertNull(end, shown);
            checkLive(shown);
        }
    }

    private SessionEnd.@Nullable Cause cause() {
        return end == null ? null : end.cause();
    }

    private void checkLive(String shown) {
        owners.forEach(owner -> owner.checkTold(shown));
        assertEquals(model.liveFlows(), session.liveStreams(), shown);
        assertTrue(model.undelivered() <= BUFFERED_BYTES, shown);
    }

    private void drain(int maxBytes) {
        takeBatch(maxBytes);
        log.takeAll().forEach(model::check);
        checkLive("drain");
    }

    private void takeBatch(int maxBytes) {
        session.drain(batch, maxBytes);
        batch.forEachSegment(segment -> {
            byte[] bytes = new byte[segment.readableBytes()];
            segment.readBytes(bytes);
            segment.release();
            log.feed(bytes);
        });
    }

    /** Lets everything out that can leave, then moves time, which may end a session that has said goodbye. */
    private void advance() {
        for (int i = 0; i < 10_000 && session.hasPending(); i++) {
            drain(1 << 20);
        }
        assertFalse(session.hasPending());
        model.checkSilent();
        boolean over = (model.leaving || model.peerLeaving) && model.liveFlows() == 0;
        time.advance(Duration.ofNanos(TICK_NANOS * choices.next(20)));
        assertEquals(over ? SessionEnd.Cause.DRAINED : null, cause());
    }

    private void act() {
        List<StreamOwner> live =
                owners.stream().filter(owner -> owner.flow.isLive()).toList();
        if (!live.isEmpty()) {
            live.get(choices.next(live.size())).act();
            if (end == null) {
                checkLive("act");
            }
        }
    }

    void open() {
        if (!session.canOpen()) {
            return;
        }
        Flow flow = new Flow(expectedOwnId, true);
        model.flows.put(flow.id, flow);
        expectedOwnId += 2;
        StreamOwner owner = new StreamOwner(this, flow);
        owners.add(owner);
        owner.stream = session.open(owner);
        assertEquals(flow.id, owner.stream.id());
    }

    private void rarely() {
        switch (choices.next(8)) {
            case 0 -> {
                if (!model.leaving && choices.next(4) == 0) {
                    model.goAway();
                    session.goAway();
                }
            }
            case 1 -> close(choices.next(8) == 0);
            default -> {
                model.pinged(pings++);
                session.ping(() -> {});
            }
        }
    }

    void close(boolean really) {
        if (really && end == null && !model.fatal && !model.failed) {
            closed = true;
            session.close();
        }
    }

    private void finish() {
        if (end == null) {
            session.carrierLost("the test is over");
        }
        SessionEnd reached = Objects.requireNonNull(end);
        takeBatch(1 << 20);
        List<PeerFrame> last = log.takeAll();
        switch (reached.cause()) {
            case CLOSED -> assertEquals(List.of(PeerFrame.goAway(0)), last);
            case PEER_VIOLATION -> assertEquals(List.of(PeerFrame.goAway(1)), last);
            default -> assertEquals(List.of(), last);
        }
        owners.forEach(StreamOwner::letGo);
        assertEquals(0, session.liveStreams());
        assertEquals(0, time.timers());
        batch.release();
        given.forEach(in -> assertEquals(0, in.refCnt(), "a piece of input was kept"));
        assertEquals(0, allocator.metric().usedDirectMemory(), "a buffer was kept");
        assertEquals(0, allocator.metric().usedHeapMemory(), "a buffer was kept");
    }

    @Override
    public Optional<StreamEvents> onStream(Stream stream) {
        Flow flow = model.flows.get(stream.id());
        assertNotNull(flow, "a stream that nobody opened");
        boolean accepted = !choices.oneIn(12);
        model.asked(stream.id(), accepted);
        if (!accepted) {
            return Optional.empty();
        }
        StreamOwner owner = new StreamOwner(this, flow);
        owner.stream = stream;
        owners.add(owner);
        close(choices.oneIn(200) && choices.oneIn(10));
        return Optional.of(owner);
    }

    @Override
    public void onPending() {
        // The driver drains whenever it likes.
    }

    @Override
    public void onGoAway(GoAwayCode code) {
        assertTrue(model.peerLeaving);
        assertEquals(model.failed, code != GoAwayCode.NORMAL);
    }

    @Override
    public void onClosed(SessionEnd reached) {
        assertNull(end, "closed twice");
        end = reached;
    }

    static String text(ByteBuf bytes) {
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        bytes.release();
        return text;
    }

    Role role() {
        return role;
    }
}
