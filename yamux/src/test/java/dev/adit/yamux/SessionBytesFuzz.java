// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.yamux.PeerFrame;
import java.util.List;
import java.util.Set;

/**
 * Fuzz target of the session engine: the bytes are what a peer sends, in one piece or one by one, with the same outcome
 * (U8): the session lives, or says GoAway(1), or the peer has said GoAway itself (YX-20).
 */
public final class SessionBytesFuzz {
    private static final Set<SessionEnd.Cause> ENDS =
            Set.of(SessionEnd.Cause.PEER_VIOLATION, SessionEnd.Cause.FAILED_BY_PEER);

    private SessionBytesFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        assertEquals(played(input, Math.max(1, input.length)), played(input, 1));
    }

    private static String played(byte[] input, int piece) {
        Bench server = Bench.server();
        server.playSplit(input, piece);
        SessionEnd end = server.end;
        assertTrue(end == null || ENDS.contains(end.cause()), String.valueOf(end));
        assertTrue(server.session.liveStreams() <= Limits.DEFAULT.inboundStreams());
        List<PeerFrame> sent = server.sent();
        assertTrue(end == null || sent.stream().allMatch(frame -> frame.type() == 3));
        StringBuilder heard = new StringBuilder();
        server.heard.forEach(
                (id, events) -> heard.append(id).append(events.text).append(events.end));
        server.session.close();
        server.sent();
        server.batch.release();
        assertEquals(0, server.time.timers());
        return heard + "|" + end + "|" + sent;
    }
}
