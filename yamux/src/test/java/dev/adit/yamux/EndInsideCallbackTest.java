// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static dev.adit.testkit.yamux.PeerFrame.SYN;
import static dev.adit.testkit.yamux.PeerFrame.goAway;
import static dev.adit.testkit.yamux.PeerFrame.windowUpdate;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The session ends while several streams are being failed: the rest are lost, and the engine comes to rest. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndInsideCallbackTest {
    /** Two of three openings wait, since one may be unacknowledged. */
    private static SessionConfig oneAtATime() {
        return SessionConfig.DEFAULT.withLimits(Limits.DEFAULT.withUnacknowledgedOpens(1));
    }

    /** The first to be failed closes the session. */
    private static List<RecordedStream> open(Bench bench, int count) {
        List<RecordedStream> owners = java.util.stream.Stream.generate(RecordedStream::new)
                .limit(count)
                .toList();
        for (RecordedStream owner : owners) {
            owner.onReset = bench.session::close;
            bench.open(owner);
        }
        bench.sent();
        return owners;
    }

    private static List<StreamEnd> ends(List<RecordedStream> owners) {
        return owners.stream().map(owner -> owner.end).toList();
    }

    @ParameterizedTest
    @EnumSource
    void refusedOpeningsOnAGoAway(Role role) { // Y-19
        Bench bench = Bench.started(role, oneAtATime());
        List<RecordedStream> owners = open(bench, 3);
        bench.play(goAway(0));
        assertEquals(List.of(StreamEnd.SESSION_LOST, StreamEnd.OPEN_REFUSED, StreamEnd.SESSION_LOST), ends(owners));
        assertEquals(SessionEnd.Cause.CLOSED, bench.end().cause());
    }

    @Test
    void openingsThatWaitedTooLong() { // Y-15
        Bench bench = Bench.started(Role.SERVER, oneAtATime());
        List<RecordedStream> owners = open(bench, 3);
        bench.time.advance(Timing.DEFAULT.openWait());
        assertEquals(List.of(StreamEnd.SESSION_LOST, StreamEnd.OPEN_TIMEOUT, StreamEnd.SESSION_LOST), ends(owners));
        assertEquals(SessionEnd.Cause.CLOSED, bench.end().cause());
        assertEquals(0, bench.time.timers());
    }

    @Test
    void openingsThatNobodyAcknowledged() { // Y-16
        Bench bench = Bench.started(Role.SERVER, SessionConfig.DEFAULT.withPingInterval(Duration.ofHours(1)));
        List<RecordedStream> owners = open(bench, 3);
        bench.time.advance(Timing.DEFAULT.acknowledgement());
        assertEquals(List.of(StreamEnd.ACK_TIMEOUT, StreamEnd.SESSION_LOST, StreamEnd.SESSION_LOST), ends(owners));
        assertEquals(SessionEnd.Cause.CLOSED, bench.end().cause());
        assertEquals(List.of(goAway(0)), bench.sent());
        assertEquals(0, bench.time.timers());
    }

    /** A peer that reads so little may choose when the bound on resets is reached. */
    @Test
    void openingsThatNobodyAcknowledgedAboveTheBoundOnResets() { // Y-16, Y-22
        Limits twoResets = new Limits(8, 8, 8, 8, 8, 8, 2, 1 << 20, 1000, 100);
        SessionConfig config = SessionConfig.DEFAULT.withLimits(twoResets).withPingInterval(Duration.ofHours(1));
        Bench bench = Bench.started(Role.SERVER, config);
        List<RecordedStream> owners =
                java.util.stream.Stream.generate(RecordedStream::new).limit(4).toList();
        owners.forEach(bench::open);
        bench.sent();
        bench.time.advance(Timing.DEFAULT.acknowledgement());
        assertEquals(
                List.of(StreamEnd.ACK_TIMEOUT, StreamEnd.ACK_TIMEOUT, StreamEnd.SESSION_LOST, StreamEnd.SESSION_LOST),
                ends(owners));
        assertEquals(SessionEnd.Cause.PEER_VIOLATION, bench.end().cause());
        assertEquals(0, bench.time.timers());
    }

    @Test
    void abandonedStreamsWhoseTimeIsOver() { // Y-17
        Bench bench = Bench.started(Role.CLIENT, SessionConfig.DEFAULT.withPingInterval(Duration.ofHours(1)));
        bench.play(windowUpdate(SYN, 2, 0), windowUpdate(SYN, 4, 0));
        for (int id = 2; id <= 4; id += 2) {
            bench.heard(id).onReset = bench.session::close;
            bench.accepted(id).abandon();
        }
        bench.time.advance(Timing.DEFAULT.acknowledgementDelay());
        bench.sent();
        bench.time.advance(Timing.DEFAULT.abandoned());
        assertEquals(StreamEnd.ABANDONED, bench.heard(2).end);
        assertEquals(StreamEnd.SESSION_LOST, bench.heard(4).end);
        assertEquals(List.of(goAway(0)), bench.sent(), "nothing but a GoAway follows the end");
        assertEquals(0, bench.time.timers());
    }
}
