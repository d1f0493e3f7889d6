// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit.yamux;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What came over the wire, cut into frames by a plain reader; the verifying half of a scripted peer. For one thread. */
public final class FrameLog {
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final ArrayDeque<PeerFrame> frames = new ArrayDeque<>();

    /** Takes in bytes, split anywhere. */
    public void feed(byte[] bytes) {
        partial.writeBytes(bytes);
        ByteBuffer in = ByteBuffer.wrap(partial.toByteArray());
        int used = 0;
        while (in.remaining() >= PeerFrame.HEADER_BYTES) {
            int version = in.get() & 0xFF;
            int type = in.get() & 0xFF;
            int flags = in.getShort() & 0xFFFF;
            int id = in.getInt();
            int length = in.getInt();
            int body = type == 0 ? length : 0;
            if (body < 0 || in.remaining() < body) {
                break;
            }
            byte[] payload = new byte[body];
            in.get(payload);
            used = in.position();
            String text = new String(payload, StandardCharsets.ISO_8859_1);
            frames.add(new PeerFrame(version, type, flags, id, length, text));
        }
        byte[] all = partial.toByteArray();
        partial.reset();
        partial.write(all, used, all.length - used);
    }

    /** The next frame; fails when there is none. */
    public PeerFrame next() {
        PeerFrame frame = frames.poll();
        if (frame == null) {
            throw new AssertionError("no frame came, " + partial.size() + " bytes of one are there");
        }
        return frame;
    }

    /** Takes the frames that came since the last time. */
    public List<PeerFrame> takeAll() {
        List<PeerFrame> all = new ArrayList<>(frames);
        frames.clear();
        return all;
    }

    public boolean isEmpty() {
        return frames.isEmpty() && partial.size() == 0;
    }
}
