// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** Why an end of the session says GoAway; the wire carries {@link #wire}. */
public enum GoAwayCode {
    /** 0: an orderly end; live streams may finish. */
    NORMAL,
    /** 1: the other end broke the protocol. */
    PROTOCOL_ERROR,
    /** 2: a fault of the sender; also any code that nobody defined. */
    INTERNAL_ERROR;

    /** The number in the frame's length field. */
    int wire() {
        return switch (this) {
            case NORMAL -> 0;
            case PROTOCOL_ERROR -> 1;
            case INTERNAL_ERROR -> 2;
        };
    }

    /** The meaning of a received number. */
    static GoAwayCode of(int wire) {
        return switch (wire) {
            case 0 -> NORMAL;
            case 1 -> PROTOCOL_ERROR;
            default -> INTERNAL_ERROR;
        };
    }
}
