// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import dev.adit.testkit.yamux.FrameLog;
import dev.adit.testkit.yamux.PeerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A session between a test and a scripted peer, with time in the test's hand. For one thread. */
final class Bench implements SessionEvents {
    static final int CARRIER_BYTES = 1 << 20;

    final ManualTime time = new ManualTime();
    final FrameLog log = new FrameLog();
    final List<Stream> accepted = new ArrayList<>();
    final Map<Integer, RecordedStream> heard = new HashMap<>();
    final List<GoAwayCode> goAways = new ArrayList<>();
    final GrowthBudget growth = new GrowthBudget(256L << 20);
    final Session session;
    final FrameBatch batch = new FrameBatch(UnpooledByteBufAllocator.DEFAULT, 14);
    boolean refuses;
    int pendings;

    @Nullable
    SessionEnd end;

    Runnable onStream = () -> {};

    Bench(Role role, SessionConfig config) {
        session = new Session(
                role,
                config,
                new SessionRuntime(UnpooledByteBufAllocator.DEFAULT, time::nanoTime, time, new Random(1), growth),
                this);
    }

    /** A server session that was started, its first ping answered after no time. */
    static Bench server() {
        return started(Role.SERVER, SessionConfig.DEFAULT);
    }

    static Bench client() {
        return started(Role.CLIENT, SessionConfig.DEFAULT);
    }

    static Bench started(Role role, SessionConfig config) {
        Bench bench = new Bench(role, config);
        bench.session.start();
        PeerFrame ping = bench.sent().getFirst();
        bench.play(PeerFrame.ping(PeerFrame.ACK, ping.length()));
        return bench;
    }

    void play(PeerFrame... frames) {
        for (PeerFrame frame : frames) {
            play(frame.bytes());
        }
    }

    void play(byte[] bytes) {
        ByteBuf buffer = Unpooled.copiedBuffer(bytes);
        session.receive(buffer);
    }

    /** Plays bytes in pieces of this size. */
    void playSplit(byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length; at += piece) {
            session.receive(Unpooled.copiedBuffer(bytes, at, Math.min(piece, bytes.length - at)));
        }
    }

    /** Drains everything that can leave and returns it as frames. */
    List<PeerFrame> sent() {
        return sent(CARRIER_BYTES);
    }

    List<PeerFrame> sent(int maxBytes) {
        session.drain(batch, maxBytes);
        batch.forEachSegment(segment -> {
            byte[] bytes = new byte[segment.readableBytes()];
            segment.readBytes(bytes);
            segment.release();
            log.feed(bytes);
        });
        return log.takeAll();
    }

    Stream open(RecordedStream events) {
        return session.open(events);
    }

    RecordedStream heard(int id) {
        RecordedStream events = heard.get(id);
        if (events == null) {
            throw new AssertionError("stream " + id + " was not opened");
        }
        return events;
    }

    Stream accepted(int id) {
        return accepted.stream()
                .filter(stream -> stream.id() == id)
                .findFirst()
                .orElseThrow(() -> new AssertionError("stream " + id + " was not opened"));
    }

    SessionEnd end() {
        if (end == null) {
            throw new AssertionError("the session lives");
        }
        return end;
    }

    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Override
    public Optional<StreamEvents> onStream(Stream stream) {
        onStream.run();
        if (refuses) {
            return Optional.empty();
        }
        RecordedStream events = new RecordedStream();
        heard.put(stream.id(), events);
        accepted.add(stream);
        return Optional.of(events);
    }

    @Override
    public void onPending() {
        pendings++;
    }

    @Override
    public void onGoAway(GoAwayCode code) {
        goAways.add(code);
    }

    @Override
    public void onClosed(SessionEnd reached) {
        if (end != null) {
            throw new AssertionError("closed twice: " + end + ", " + reached);
        }
        end = reached;
    }
}
