// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/**
 * The twelve bytes before every payload, and the flags in them.
 *
 * <pre>
 *  0        8        16               32                               64                       96
 *  | version |  type  |     flags      |           stream id            |         length         |
 * </pre>
 *
 * Big-endian; version 0; {@code length} is the payload of Data, the delta of WindowUpdate, the value of Ping and the
 * code of GoAway.
 */
final class Header {
    static final int BYTES = 12;

    static final int DATA = 0;
    static final int WINDOW_UPDATE = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;
    static final int KNOWN_FLAGS = SYN | ACK | FIN | RST;

    private Header() {}

    /** The first four bytes of a header, with version 0. */
    static int typeAndFlags(int type, int flags) {
        return type << 16 | flags;
    }
}
