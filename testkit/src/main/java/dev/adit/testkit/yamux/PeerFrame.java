// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit.yamux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One yamux frame as a scripted peer plays or sees it, written from the specification and not from our codec. Immutable.
 *
 * @param version 0, or what an attack puts there
 * @param type 0 Data, 1 WindowUpdate, 2 Ping, 3 GoAway, or anything up to 255
 * @param flags SYN 1, ACK 2, FIN 4, RST 8, or any 16 bits
 * @param id stream id as 32 bits
 * @param length the declared length, delta, value or code as 32 bits
 * @param payload one char per byte (ISO 8859-1); may differ from the declared length in an attack
 */
public record PeerFrame(int version, int type, int flags, int id, int length, String payload) {
    public static final int SYN = 1;
    public static final int ACK = 2;
    public static final int FIN = 4;
    public static final int RST = 8;

    static final int HEADER_BYTES = 12;

    /** A Data frame that declares what it carries. */
    public static PeerFrame data(int flags, int id, String payload) {
        return new PeerFrame(0, 0, flags, id, payload.length(), payload);
    }

    /** A Data frame that declares a length and carries nothing, or something else. */
    public static PeerFrame dataDeclaring(int flags, int id, long length, String payload) {
        return new PeerFrame(0, 0, flags, id, (int) length, payload);
    }

    public static PeerFrame windowUpdate(int flags, int id, long delta) {
        return new PeerFrame(0, 1, flags, id, (int) delta, "");
    }

    public static PeerFrame ping(int flags, int value) {
        return new PeerFrame(0, 2, flags, 0, value, "");
    }

    public static PeerFrame goAway(int code) {
        return new PeerFrame(0, 3, 0, 0, code, "");
    }

    /** The bytes on the wire. */
    public byte[] bytes() {
        byte[] body = payload.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + body.length);
        out.put((byte) version)
                .put((byte) type)
                .putShort((short) flags)
                .putInt(id)
                .putInt(length);
        return out.put(body).array();
    }

    /** Bytes from a hex dump; blanks do not count. */
    public static byte[] hex(String dump) {
        return HexFormat.of().parseHex(dump.replace(" ", ""));
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
