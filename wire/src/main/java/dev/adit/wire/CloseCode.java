// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import dev.adit.yamux.SessionEnd;

/** Why a carrier is closed (RFC 6455 section 7.4.1). Immutable. */
enum CloseCode {
    NORMAL(1000),
    GOING_AWAY(1001),
    PROTOCOL_ERROR(1002),
    UNACCEPTABLE_DATA(1003),
    POLICY(1008),
    TOO_BIG(1009),
    INTERNAL_ERROR(1011);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Whether a peer may send the number (RFC 6455 section 7.4). */
    static boolean isValid(int number) {
        return (number >= 1000 && number <= 1003) || (number >= 1007 && number <= 1014) || isPrivate(number);
    }

    /** Whether a peer that closes with the number, or with none (1005), has nothing to complain of. */
    static boolean isOrderly(int number) {
        return number == NORMAL.number || number == GOING_AWAY.number || number == 1005;
    }

    private static boolean isPrivate(int number) {
        return number >= 3000 && number <= 4999;
    }

    /** What the peer is told of a session that ended so. */
    static CloseCode of(SessionEnd.Cause cause) {
        return switch (cause) {
            case CLOSED, DRAINED, FAILED_BY_PEER, CLOSED_BY_PEER, CARRIER_LOST -> NORMAL;
            case PEER_VIOLATION, SILENT, WRITE_STALLED, UNACKNOWLEDGED -> PROTOCOL_ERROR;
            case BUG -> INTERNAL_ERROR;
        };
    }
}
