// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static dev.adit.testkit.yamux.PeerFrame.ACK;
import static dev.adit.testkit.yamux.PeerFrame.FIN;
import static dev.adit.testkit.yamux.PeerFrame.RST;
import static dev.adit.testkit.yamux.PeerFrame.SYN;

import dev.adit.testkit.yamux.PeerFrame;
import dev.adit.yamux.PeerModel.Flow;
import java.util.List;

/** What a peer might send next: mostly what is legal now, sometimes anything. For one thread. */
final class PeerFrames {
    private static final int OTHER_FLAG = 0x20;
    private static final int[] LENGTHS = {0, 1, 12, 100, 1500, 2048, 2049, 5000, 16_384, 70_000, 200_000};
    private static final int[] FLAGS = {
        0, SYN, ACK, FIN, RST, SYN | FIN, SYN | RST, SYN | ACK, FIN | ACK, OTHER_FLAG, FIN | RST, OTHER_FLAG | FIN
    };

    private final Choices choices;
    private final PeerModel model;
    private final int ourFirst;
    private int peerNext;

    PeerFrames(Role role, Choices choices, PeerModel model) {
        this.choices = choices;
        this.model = model;
        ourFirst = role == Role.CLIENT ? 1 : 2;
        peerNext = 3 - ourFirst;
    }

    PeerFrame next() {
        if (choices.next(256) < 2) {
            return anything();
        }
        return switch (choices.next(16)) {
            case 0 -> PeerFrame.ping(SYN, choices.next(256) - 128);
            case 1 -> PeerFrame.ping(ACK, choices.next(16));
            case 2 -> onDead();
            case 3, 4, 5 -> choices.next(40) == 1 || model.hasRoom() ? opening() : onLive();
            default -> onLive();
        };
    }

    /** What breaks a rule more often than not. */
    private PeerFrame anything() {
        return switch (choices.next(8)) {
            case 0 -> new PeerFrame(1, choices.next(4), flags(), id(), 0, "");
            case 1 -> new PeerFrame(0, 1 + choices.next(8), flags(), id(), choices.next(256), "");
            case 2 -> PeerFrame.goAway(choices.next(4));
            case 3, 4 -> PeerFrame.goAway(0);
            case 5 -> PeerFrame.windowUpdate(flags(), id(), -1 - choices.next(256));
            case 6 -> PeerFrame.windowUpdate(flags(), id(), length());
            default -> data(flags(), id(), length());
        };
    }

    /** A frame for a stream that has ended, which changes nothing (Y-06, Y-14). */
    private PeerFrame onDead() {
        List<Flow> dead = model.flows.values().stream()
                .filter(flow -> !flow.isLive() && flow.synSeen)
                .toList();
        if (dead.isEmpty()) {
            return opening();
        }
        int id = dead.get(choices.next(dead.size())).id;
        int flags = FLAGS[choices.next(FLAGS.length)] & ~SYN;
        return choices.next(2) == 0 ? data(flags, id, length()) : PeerFrame.windowUpdate(flags, id, length());
    }

    private PeerFrame opening() {
        int id = peerNext;
        peerNext += 2 * (1 + choices.next(3) / 2);
        int flags = choices.next(5) == 0 ? SYN | FIN : SYN;
        return choices.next(2) == 0 ? data(flags, id, length()) : PeerFrame.windowUpdate(flags, id, length());
    }

    private PeerFrame onLive() {
        List<Flow> live = model.flows.values().stream()
                .filter(flow -> flow.isLive() && flow.synSeen)
                .toList();
        if (live.isEmpty()) {
            return opening();
        }
        Flow flow = live.get(choices.next(live.size()));
        int flags = flow.ours && !flow.acknowledged ? ACK : 0;
        return switch (choices.next(10)) {
            case 0 -> PeerFrame.windowUpdate(flags | finOrNot(flow), flow.id, 0);
            case 1 -> PeerFrame.windowUpdate(choices.next(3) == 0 ? RST : flags, flow.id, 1);
            case 2, 3 -> PeerFrame.windowUpdate(flags, flow.id, length());
            case 4 -> data(flags | finOrNot(flow), flow.id, fitting(flow));
            case 5 -> data(flags, flow.id, flow.peerFinished ? 0 : (int) flow.peerMaySend);
            default -> data(flags, flow.id, fitting(flow));
        };
    }

    /** Seldom a second FIN. */
    private int finOrNot(Flow flow) {
        return flow.peerFinished && choices.next(20) != 1 ? OTHER_FLAG : FIN;
    }

    /** Seldom data behind FIN. */
    private int fitting(Flow flow) {
        boolean late = flow.peerFinished && choices.next(20) != 1;
        return late ? 0 : (int) Math.min(length(), flow.peerMaySend);
    }

    private int flags() {
        return FLAGS[choices.next(FLAGS.length)];
    }

    private int id() {
        return switch (choices.next(6)) {
            case 0 -> choices.next(40);
            case 1 -> peerNext + 2 * choices.next(40);
            case 2 -> ourFirst + 2 * choices.next(100);
            default -> Math.max(1, peerNext - 2 * choices.next(6));
        };
    }

    private int length() {
        return LENGTHS[choices.next(LENGTHS.length)];
    }

    /** Data whose bytes are the ones that its stream must bring next. */
    private PeerFrame data(int flags, int id, int length) {
        Flow flow = model.flows.get(id);
        long from = flow == null || !flow.isLive() ? 0 : flow.received;
        return PeerFrame.data(flags, id, DrivenSession.pattern(id, from, length));
    }
}
