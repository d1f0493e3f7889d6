// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static dev.adit.testkit.yamux.PeerFrame.ACK;
import static dev.adit.testkit.yamux.PeerFrame.FIN;
import static dev.adit.testkit.yamux.PeerFrame.RST;
import static dev.adit.testkit.yamux.PeerFrame.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.yamux.PeerFrame;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is legal between a session and its peer, seen from the wire and written from the rules (Y-01 to Y-22), not from
 * our engine: what the peer's frames lead to, and which frames the session may send. For one thread.
 */
final class PeerModel {
    static final long WINDOW = 262_144;
    private static final long MOST_WINDOW = 0xFFFF_FFFFL;
    private static final int MOST_UNANSWERED_PINGS = 16;

    /** One stream as both ends must see it. */
    static final class Flow {
        final int id;
        final boolean ours;
        boolean synSeen;
        boolean ackSeen;
        boolean acknowledged;
        boolean gone;
        boolean peerFinished;
        boolean told;
        boolean finishing;
        boolean finSeen;
        boolean abandoned;
        /** How the session has to end it for its owner; null when nothing did yet. */
        @Nullable
        StreamEnd due;

        long peerMaySend = WINDOW;
        long weMaySend = WINDOW;
        long received;
        long delivered;
        long written;
        long sent;

        Flow(int id, boolean ours) {
            this.id = id;
            this.ours = ours;
            synSeen = !ours;
        }

        boolean isLive() {
            return !gone && !(finSeen && told);
        }

        long undelivered() {
            return gone || abandoned ? 0 : received - delivered;
        }
    }

    final Map<Integer, Flow> flows = new HashMap<>();
    private final Map<Integer, Integer> dueResets = new HashMap<>();
    /** Of streams that were taken and are reset before their ACK left. */
    private final Map<Integer, Integer> dueAcks = new HashMap<>();

    private final ArrayDeque<Integer> duePingAnswers = new ArrayDeque<>();
    private final ArrayDeque<Integer> unansweredPings = new ArrayDeque<>();
    private final Role role;
    private final Limits limits;
    boolean leaving;
    boolean peerLeaving;
    /** The peer has broken a rule of the session: GoAway(1) is due. */
    boolean fatal;
    /** The peer has given up: all streams fail. */
    boolean failed;

    private boolean goAwayDue;
    private long highestPeerId;
    private int refusedInRow;
    private int overLimitInRow;
    private long emptyFrames;
    private long emptyTicks;

    PeerModel(Role role, Limits limits) {
        this.role = role;
        this.limits = limits;
    }

    long liveFlows() {
        return flows.values().stream().filter(Flow::isLive).count();
    }

    /** Whether a stream that the peer opens may live. */
    boolean hasRoom() {
        return !leaving && !isFull();
    }

    private boolean isFull() {
        return flows.values().stream()
                        .filter(flow -> flow.isLive() && !flow.ours)
                        .count()
                >= limits.inboundStreams();
    }

    long undelivered() {
        return flows.values().stream().mapToLong(Flow::undelivered).sum();
    }

    private @Nullable Flow live(int id) {
        Flow flow = flows.get(id);
        return flow != null && flow.isLive() ? flow : null;
    }

    /** Our end has to reset the stream to make room: its reader stood still (Y-26). */
    void stalled(Flow flow) {
        taken(flow);
        flow.gone = true;
    }

    /** A reset of a stream that was not refused: the peer hears first that it was taken (Y-14). */
    private void taken(Flow flow) {
        if (!flow.ours && !flow.ackSeen) {
            dueAcks.merge(flow.id, 1, Integer::sum);
        }
        dueResets.merge(flow.id, 1, Integer::sum);
    }

    private static void take(Map<Integer, Integer> due, int id) {
        due.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1);
    }

    /** The peer sends a frame; {@code ticks} counts the time in refills of the allowance of empty frames. */
    void play(PeerFrame frame, long ticks) {
        int flags = frame.flags() & 0xF;
        long length = Integer.toUnsignedLong(frame.length());
        if (frame.version() != 0 || frame.type() > 3) {
            fatal = true;
            return;
        }
        switch (frame.type()) {
            case 0, 1 -> playOnStream(frame, flags, length, ticks);
            case 2 -> playPing(frame, flags, ticks);
            default -> playGoAway(frame);
        }
    }

    private void empty(long ticks) {
        emptyFrames = Math.max(0, emptyFrames - (ticks - emptyTicks)) + 1;
        emptyTicks = ticks;
        fatal |= emptyFrames > limits.emptyFrames();
    }

    private void playPing(PeerFrame frame, int flags, long ticks) {
        fatal |= frame.id() != 0;
        if (fatal || (flags == ACK && unansweredPings.removeFirstOccurrence(frame.length()))) {
            return;
        }
        empty(ticks);
        if (!fatal && flags == SYN && duePingAnswers.size() < limits.pingAnswers()) {
            duePingAnswers.add(frame.length());
        }
    }

    private void playGoAway(PeerFrame frame) {
        fatal |= frame.id() != 0;
        if (!fatal) {
            peerLeaving = true;
            failed = frame.length() != 0;
        }
    }

    private void playOnStream(PeerFrame frame, int flags, long length, long ticks) {
        boolean data = frame.type() == 0;
        int id = frame.id();
        if (length == 0 && flags == 0) {
            empty(ticks);
        }
        fatal |= id == 0;
        if (fatal || ((flags & SYN) != 0 && !opens(id, flags, data, length))) {
            return;
        }
        Flow flow = live(id);
        if (flow == null || !flow.synSeen) {
            fatal = data && (flags & (RST | SYN)) == 0 && !wasOpened(id);
        } else if ((flags & RST) != 0) {
            boolean refused = flow.ours && !flow.acknowledged && (flags & ACK) == 0;
            end(flow, refused ? StreamEnd.OPEN_REFUSED : StreamEnd.RESET_BY_PEER);
        } else {
            flow.acknowledged = true;
            playOnFlow(flow, data ? length : 0, data ? 0 : length, (flags & FIN) != 0);
        }
    }

    private void playOnFlow(Flow flow, long payload, long delta, boolean fin) {
        flow.weMaySend += delta;
        fatal = flow.weMaySend > MOST_WINDOW;
        if (fatal) {
            return;
        }
        if (flow.peerFinished && (payload > 0 || fin)) {
            taken(flow);
            end(flow, StreamEnd.PEER_VIOLATION);
            return;
        }
        fatal = payload > flow.peerMaySend;
        if (!fatal) {
            flow.peerMaySend -= payload;
            flow.received += payload;
            flow.peerFinished |= fin;
            flow.told |= fin && flow.abandoned;
        }
    }

    private boolean wasOpened(int id) {
        if (role.opens(id)) {
            Flow flow = flows.get(id);
            return flow != null && !flow.isLive();
        }
        return Integer.toUnsignedLong(id) <= highestPeerId;
    }

    /** A SYN; returns whether there is a stream now on which the rest of the frame acts. */
    private boolean opens(int id, int flags, boolean data, long length) {
        boolean wrong = (flags & ACK) != 0 || role.opens(id) || live(id) != null;
        if (wrong || (data ? length > WINDOW : WINDOW + length > MOST_WINDOW)) {
            fatal = true;
            return false;
        }
        highestPeerId = Math.max(highestPeerId, Integer.toUnsignedLong(id));
        if ((flags & RST) != 0) {
            return false;
        }
        if (!hasRoom()) {
            dueResets.merge(id, 1, Integer::sum);
            fatal = ++overLimitInRow > Math.max(limits.inboundStreams(), limits.refusedOpens());
            return false;
        }
        flows.put(id, new Flow(id, false));
        return true;
    }

    private static void end(Flow flow, StreamEnd due) {
        flow.gone = true;
        flow.due = due;
    }

    /** The owner of a stream that the peer opens was asked. */
    void asked(int id, boolean accepted) {
        if (accepted) {
            refusedInRow = 0;
            overLimitInRow = 0;
            return;
        }
        Flow flow = flows.get(id);
        assertTrue(flow != null && flow.isLive());
        flow.gone = true;
        dueResets.merge(id, 1, Integer::sum);
        fatal |= ++refusedInRow > limits.refusedOpens();
    }

    /** Our end resets the stream, which the peer hears of if it knows the stream. */
    void reset(Flow flow) {
        if (flow.isLive() && flow.synSeen) {
            taken(flow);
        }
        flow.gone = true;
    }

    void pinged(int value) {
        if (unansweredPings.size() == MOST_UNANSWERED_PINGS) {
            unansweredPings.remove();
        }
        unansweredPings.add(value);
    }

    void goAway() {
        leaving = true;
        goAwayDue = true;
    }

    /** The session says that frame; {@code whole} when it is all it had to say. */
    void check(PeerFrame frame) {
        assertEquals(0, frame.version());
        switch (frame.type()) {
            case 0, 1 -> checkOnStream(frame);
            case 2 -> {
                if (frame.has(ACK)) {
                    assertEquals(duePingAnswers.poll(), frame.length(), "the answer to a ping (Y-18)");
                }
            }
            case 3 -> {
                assertTrue(goAwayDue, "a GoAway that nobody said");
                assertEquals(0, frame.length());
                goAwayDue = false;
            }
            default -> throw new AssertionError(frame.toString());
        }
    }

    /** The session has nothing more to say. */
    void checkSilent() {
        assertEquals(Map.of(), dueAcks);
        assertEquals(Map.of(), dueResets);
        assertTrue(duePingAnswers.isEmpty());
        assertFalse(goAwayDue);
    }

    private void checkOnStream(PeerFrame frame) {
        String shown = frame.type() + " " + frame.flags() + " on " + frame.id() + " of " + frame.length();
        if (frame.has(RST)) {
            assertTrue(dueResets.containsKey(frame.id()), "a reset that nobody asked for: " + shown);
            assertFalse(dueAcks.containsKey(frame.id()), "a reset ahead of the ACK: " + shown);
            take(dueResets, frame.id());
            return;
        }
        if (frame.equals(PeerFrame.windowUpdate(ACK, frame.id(), 0)) && dueAcks.containsKey(frame.id())) {
            take(dueAcks, frame.id());
            return;
        }
        Flow flow = live(frame.id());
        assertTrue(flow != null, "a frame on a dead stream: " + shown);
        assertEquals(flow.ours && !flow.synSeen, frame.has(SYN), shown);
        assertFalse(frame.has(ACK) && (flow.ours || flow.ackSeen), shown);
        flow.synSeen = true;
        flow.ackSeen |= frame.has(ACK);
        if (frame.type() == 0) {
            assertFalse(flow.finSeen, "data after FIN: " + shown);
            assertEquals(DrivenSession.pattern(frame.id(), flow.sent, frame.length()), frame.payload());
            flow.sent += frame.length();
            flow.weMaySend -= frame.length();
            assertTrue(flow.weMaySend >= 0 && frame.length() <= 16_384, "beyond window or frame: " + shown);
        } else {
            flow.peerMaySend += frame.length();
            assertTrue(flow.peerMaySend + flow.undelivered() <= WINDOW, "more credit than window: " + shown);
        }
        if (frame.has(FIN)) {
            assertTrue(flow.finishing && !flow.finSeen && flow.sent == flow.written, "FIN too early: " + shown);
            flow.finSeen = true;
        }
    }
}
