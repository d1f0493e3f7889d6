// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/** The lines about framing and connection that a head of ours has: always in these words, whatever came (H1-06). */
final class OwnLines {
    static final byte[] END = Octets.of("\r\n");
    static final byte[] CHUNKED = Octets.of("Transfer-Encoding: chunked\r\n");
    static final byte[] CLOSE = Octets.of("Connection: close\r\n");
    static final byte[] UPGRADE = Octets.of("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    static final byte[] TRAILERS = Octets.of("TE: trailers\r\nConnection: TE\r\n");

    /** Room for all that may stand in one head. */
    static final int MOST_BYTES = 128;

    private OwnLines() {}
}
