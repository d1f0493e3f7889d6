// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static dev.adit.testkit.yamux.PeerFrame.ACK;
import static dev.adit.testkit.yamux.PeerFrame.FIN;
import static dev.adit.testkit.yamux.PeerFrame.SYN;
import static dev.adit.testkit.yamux.PeerFrame.data;
import static dev.adit.testkit.yamux.PeerFrame.windowUpdate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The frames of ordinary exchanges, as few as they can be. */
class ExchangeTest {
    private static final SessionConfig OURS = SessionConfig.DEFAULT.withFinRidesData(true);

    @Test
    void smallExchangeIsOneFrameEachWay() {
        Bench server = Bench.started(Role.SERVER, OURS);
        RecordedStream events = new RecordedStream();
        Stream stream = server.open(events);
        stream.write(Bench.bytes("GET / "));
        stream.write(Bench.bytes("HTTP/1.1"));
        stream.finish();
        assertEquals(List.of(data(SYN | FIN, 2, "GET / HTTP/1.1")), server.sent());
        server.play(data(ACK | FIN, 2, "200 OK"));
        assertEquals("200 OK", events.text.toString());
        assertEquals(List.of("bytes", "finished"), events.order);
        assertEquals(0, server.session.liveStreams());
        assertFalse(server.session.hasPending());
    }

    @Test
    void acknowledgementRidesInTheFirstDataFrame() {
        Bench client = Bench.started(Role.CLIENT, OURS);
        client.play(data(SYN | FIN, 2, "GET"));
        assertEquals("GET", client.heard(2).text.toString());
        client.accepted(2).write(Bench.bytes("200"));
        client.accepted(2).finish();
        assertEquals(List.of(data(ACK | FIN, 2, "200")), client.sent());
        assertEquals(0, client.session.liveStreams());
    }

    @Test
    void acknowledgementLeavesAloneAfterTwentyFiveMilliseconds() {
        Bench client = Bench.client();
        client.play(data(SYN, 2, "GET"));
        client.time.advance(Duration.ofMillis(24));
        assertEquals(List.of(), client.sent());
        client.time.advance(Duration.ofMillis(1));
        assertEquals(List.of(windowUpdate(ACK, 2, 0)), client.sent());
    }

    @Test
    void moreThanSixtyFourUnacknowledgedStreamsAreAcknowledgedAtOnce() {
        Bench client = Bench.client();
        for (int i = 1; i <= 64; i++) {
            client.play(data(SYN, 2 * i, "x"));
        }
        assertEquals(List.of(), client.sent());
        client.play(data(SYN, 130, "x"));
        assertEquals(65, client.sent().size());
    }

    @Test
    void finFollowsDataInAFrameOfItsOwnForPeersThatAreNotOurs() {
        Bench server = Bench.server();
        Stream stream = server.open(new RecordedStream());
        stream.write(Bench.bytes("GET"));
        stream.finish();
        assertEquals(List.of(data(SYN, 2, "GET"), windowUpdate(FIN, 2, 0)), server.sent());
    }

    @Test
    void streamWithoutBytesIsOpenedByAWindowUpdate() {
        Bench client = Bench.client();
        Stream stream = client.open(new RecordedStream());
        assertEquals(List.of(windowUpdate(SYN, 1, 0)), client.sent());
        assertFalse(stream.isAcknowledged());
        client.play(windowUpdate(ACK, 1, 0));
        assertTrue(stream.isAcknowledged());
    }

    @Test
    void onPendingIsToldOncePerDrain() {
        Bench client = Bench.client();
        int before = client.pendings;
        Stream stream = client.open(new RecordedStream());
        stream.write(Bench.bytes("a"));
        stream.write(Bench.bytes("b"));
        assertEquals(before + 1, client.pendings);
        client.sent();
        stream.write(Bench.bytes("c"));
        assertEquals(before + 2, client.pendings);
    }
}
