// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;

/**
 * What of a request was sent on a reused connection, as long as it can be sent once more: the method is idempotent
 * (RFC 9110 section 9.2.2), no answer has begun, and the body so far is small. Confined to its exchange's event loop.
 */
final class Replay {
    private static final int MOST_BYTES = 64 * 1024;

    private final boolean chunked;
    private final ArrayList<ByteBuf> contents = new ArrayList<>(0);
    private int bytes;
    private boolean whole;

    private Replay(boolean chunked, boolean whole) {
        this.chunked = chunked;
        this.whole = whole;
    }

    /** Nothing may be repeated. */
    static Replay none(boolean chunked) {
        return new Replay(chunked, false);
    }

    /** Keeps a request that begins with this head. */
    static Replay keeping(ByteBuf head, boolean chunked) {
        Replay replay = new Replay(chunked, true);
        replay.contents.add(head.retainedDuplicate());
        return replay;
    }

    static boolean mayRepeat(MessageHead head) {
        return switch (head.method()) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    boolean isWhole() {
        return whole;
    }

    void add(ByteBuf content) {
        if (!whole) {
            return;
        }
        bytes += content.readableBytes();
        if (bytes > MOST_BYTES) {
            forget();
        } else {
            contents.add(content.retainedDuplicate());
        }
    }

    void forget() {
        whole = false;
        contents.forEach(ByteBuf::release);
        contents.clear();
    }

    /** Sends the request so far on another link; it can not be repeated again. */
    BodyWriter onto(UpstreamLink link, ByteBufAllocator allocator) {
        BodyWriter writer = new BodyWriter(link, chunked, allocator);
        whole = false;
        for (int i = 0; i < contents.size(); i++) {
            if (i == 0) {
                link.write(contents.get(0));
            } else {
                writer.write(contents.get(i));
            }
        }
        contents.clear();
        return writer;
    }
}
