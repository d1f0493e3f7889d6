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
        return switch (choices.next(64)) {
            case 0 -> new PeerFrame(choices.next(2), choices.next(8), flags(), id(), choices.next(256), "");
            case 1 -> PeerFrame.goAway(choices.next(4) == 0 ? choices.next(8) : 0);
            case 2, 3, 4 -> PeerFrame.ping(SYN, choices.next(256) - 128);
            case 5, 6, 7 -> PeerFrame.ping(ACK, choices.next(16));
            case 8, 9, 10, 11 -> data(flags(), id(), length());
            case 12, 13, 14, 15 -> PeerFrame.windowUpdate(flags(), id(), delta());
            case 16, 17, 18, 19, 20, 21, 22, 23 -> opening();
            default -> onLive();
        };
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
            case 0 -> PeerFrame.windowUpdate(flags | FIN, flow.id, 0);
            case 1 -> PeerFrame.windowUpdate(RST, flow.id, 0);
            case 2, 3 -> PeerFrame.windowUpdate(flags, flow.id, 1 + delta());
            case 4 -> data(flags | FIN, flow.id, fitting(flow));
            case 5 -> data(flags, flow.id, (int) flow.peerMaySend);
            default -> data(flags, flow.id, fitting(flow));
        };
    }

    private int fitting(Flow flow) {
        return (int) Math.min(length(), flow.peerMaySend);
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

    private int delta() {
        return choices.next(40) == 1 ? -1 - choices.next(256) : length();
    }

    /** Data whose bytes are the ones that its stream must bring next. */
    private PeerFrame data(int flags, int id, int length) {
        Flow flow = model.flows.get(id);
        long from = flow == null || !flow.isLive() ? 0 : flow.received;
        return PeerFrame.data(flags, id, DrivenSession.pattern(id, from, length));
    }
}
