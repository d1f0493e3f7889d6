// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our session against the real hashicorp/yamux v0.1.2 over TCP, in both roles. */
@Tag("interop")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HashicorpInteropTest {
    /** Sends a command and then pseudo-random bytes as fast as the stream takes them; checks what comes back. */
    private static final class Caller implements StreamEvents {
        final CompletableFuture<String> answer = new CompletableFuture<>();
        final CRC32 sent = new CRC32();
        final CRC32 received = new CRC32();
        final StringBuilder head = new StringBuilder();
        final Random random = new Random(42);
        long receivedBytes;
        long left;

        @Nullable
        Stream stream;

        Caller(long bytes) {
            left = bytes;
        }

        Caller open(Session session, String command) {
            Stream opened = session.open(this);
            stream = opened;
            opened.write(Unpooled.copiedBuffer(command, StandardCharsets.US_ASCII));
            onWritable();
            return this;
        }

        @Override
        public void onWritable() {
            Stream own = stream;
            while (own != null && left > 0 && own.isWritable()) {
                byte[] bytes = new byte[(int) Math.min(left, 30_000)];
                random.nextBytes(bytes);
                sent.update(bytes);
                left -= bytes.length;
                own.write(Unpooled.wrappedBuffer(bytes));
                if (left == 0) {
                    own.finish();
                }
            }
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            receivedBytes += bytes.readableBytes();
            received.update(bytes.nioBuffer());
            if (head.length() < 32) {
                head.append(bytes.toString(StandardCharsets.US_ASCII));
            }
            bytes.release();
        }

        @Override
        public void onFinished() {
            answer.complete(receivedBytes + " " + (sent.getValue() == received.getValue()));
        }

        @Override
        public void onReset(StreamEnd end) {
            answer.complete(end.name());
        }

        String join() {
            return answer.orTimeout(100, TimeUnit.SECONDS).join();
        }
    }

    /** Gives back what comes, at the speed at which it leaves. */
    private static final class Echo implements StreamEvents {
        private final Stream stream;

        Echo(Stream stream) {
            this.stream = stream;
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            stream.write(bytes);
            if (!stream.isWritable()) {
                stream.pauseReading();
            }
        }

        @Override
        public void onFinished() {
            stream.finish();
        }

        @Override
        public void onReset(StreamEnd end) {
            // The Go side tells.
        }

        @Override
        public void onWritable() {
            stream.resumeReading();
        }
    }

    private static SocketCarrier carrier(GoPeer peer, Role role) throws IOException {
        SocketCarrier carrier = new SocketCarrier(peer.connect(), role, Echo::new);
        carrier.start();
        return carrier;
    }

    private static GoPeer peerOf(Role role) throws IOException, InterruptedException {
        return GoPeer.start(role == Role.CLIENT ? "serve" : "client");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aHundredMegabytesComeBackFromTheirEcho(Role role) throws Exception {
        try (GoPeer peer = peerOf(role);
                SocketCarrier carrier = carrier(peer, role)) {
            Caller caller = carrier.on(session -> new Caller(100_000_000).open(session, "E"));
            assertEquals("100000000 true", caller.join());
            assertEquals(0, carrier.on(Session::liveStreams));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aHundredMegabytesComeBackFromOurEcho(Role role) throws Exception {
        try (GoPeer peer = peerOf(role);
                SocketCarrier carrier = carrier(peer, role)) {
            peer.tell("open 1 100000000");
            assertEquals("echoed 1", peer.line());
            assertFalse(carrier.ended.isDone());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aThousandStreamsOfOursAtOnce(Role role) throws Exception {
        try (GoPeer peer = peerOf(role);
                SocketCarrier carrier = carrier(peer, role)) {
            List<Caller> callers = carrier.on(session -> {
                List<Caller> opened = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    opened.add(new Caller(3000 + i).open(session, "E"));
                }
                return opened;
            });
            for (int i = 0; i < 1000; i++) {
                assertEquals((3000 + i) + " true", callers.get(i).join());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aThousandStreamsOfTheirsAtOnce(Role role) throws Exception {
        try (GoPeer peer = peerOf(role);
                SocketCarrier carrier = carrier(peer, role)) {
            peer.tell("open 1000 5000");
            assertEquals("echoed 1000", peer.line());
            assertFalse(carrier.ended.isDone());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void halfClosedStreamStillAnswers(Role role) throws Exception {
        try (GoPeer peer = peerOf(role);
                SocketCarrier carrier = carrier(peer, role)) {
            Caller caller = carrier.on(session -> new Caller(300_000).open(session, "H"));
            caller.join();
            assertEquals("half", caller.head.toString());
            Caller swallowed = carrier.on(session -> new Caller(1_000_000).open(session, "S"));
            swallowed.join();
            assertEquals("1000000", swallowed.head.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void ourResetReachesTheirReader(Role role) throws Exception {
        try (GoPeer peer = peerOf(role);
                SocketCarrier carrier = carrier(peer, role)) {
            Caller caller = carrier.on(session -> new Caller(0).open(session, "R"));
            Caller other = carrier.on(session -> new Caller(10).open(session, "E"));
            other.join();
            carrier.on(session -> {
                if (caller.stream != null) {
                    caller.stream.reset();
                }
                return true;
            });
            assertEquals("reset connection reset", peer.line());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void theirGoAwayLetsLiveStreamsFinish(Role role) throws Exception {
        try (GoPeer peer = peerOf(role);
                SocketCarrier carrier = carrier(peer, role)) {
            Caller caller = carrier.on(session -> new Caller(5_000_000).open(session, "G"));
            assertEquals(
                    GoAwayCode.NORMAL,
                    carrier.goAway.orTimeout(10, TimeUnit.SECONDS).join());
            assertFalse(carrier.on(Session::canOpen));
            assertEquals("5000000 true", caller.join());
            assertEquals(
                    SessionEnd.Cause.DRAINED,
                    carrier.ended.orTimeout(10, TimeUnit.SECONDS).join().cause());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void ourGoAwayRefusesTheirOpenings(Role role) throws Exception {
        try (GoPeer peer = peerOf(role);
                SocketCarrier carrier = carrier(peer, role)) {
            Caller caller = carrier.on(session -> new Caller(5_000_000).open(session, "N"));
            carrier.on(session -> {
                session.goAway();
                return true;
            });
            peer.tell("open 1 10");
            assertTrue(peer.line().startsWith("failed "));
            assertFalse(caller.answer.isDone());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aStalledStreamDoesNotHinderBusyOnes(Role role) throws Exception {
        try (GoPeer peer = peerOf(role);
                SocketCarrier carrier = carrier(peer, role)) {
            Caller unread = carrier.on(session -> new Caller(2_000_000).open(session, "N"));
            Caller paused = carrier.on(session -> {
                Caller caller = new Caller(0).open(session, "F");
                if (caller.stream != null) {
                    caller.stream.pauseReading();
                }
                return caller;
            });
            Caller busy = carrier.on(session -> new Caller(20_000_000).open(session, "E"));
            peer.tell("open 10 1000000");
            assertEquals("20000000 true", busy.join());
            assertEquals("echoed 10", peer.line());
            assertFalse(unread.answer.isDone());
            assertEquals(0, paused.receivedBytes);
            carrier.on(session -> {
                if (paused.stream != null) {
                    paused.stream.resumeReading();
                }
                return true;
            });
            assertEquals((8 << 20) + " false", paused.join());
        }
    }
}
