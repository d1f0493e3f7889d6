// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What of a request was sent on a link that may die unnoticed, as long as it can be sent once more: no answer has begun,
 * and the body so far is small and in few pieces. Confined to its exchange's event loop.
 */
final class Replay {
    private static final int MOST_BYTES = 64 * 1024;

    /** Each piece costs its buffers' objects and what else was read with it: bytes one by one would cost megabytes. */
    private static final int MOST_PIECES = 256;

    /** So often a request moves on: a pool whose links all died is not tried to its end. */
    private static final int MOST_MOVES = 3;

    private final boolean chunked;
    private final ArrayList<ByteBuf> contents = new ArrayList<>(0);
    private int bytes;
    private int moves;
    private boolean whole;
    private @Nullable Trailers end;

    /**
     * @param chunked how the body is written
     * @param keeps whether anything may be repeated at all
     */
    Replay(boolean chunked, boolean keeps) {
        this.chunked = chunked;
        whole = keeps;
    }

    /** Whether the method is idempotent (RFC 9110 section 9.2.2). */
    static boolean mayRepeat(MessageHead head) {
        return switch (head.method()) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    boolean isWhole() {
        return whole;
    }

    /** Keeps the head, the first of all; it is not counted, since a limit of its own bounds it. Borrows. */
    void addHead(ByteBuf head) {
        if (whole) {
            contents.add(head.duplicate().retain());
        }
    }

    /** Keeps content, or forgets everything when that grows too long or comes in too many pieces. Borrows. */
    void add(ByteBuf content) {
        if (!whole) {
            return;
        }
        bytes += content.readableBytes();
        boolean tooMany = contents.size() > MOST_PIECES; // with the head
        if (bytes > MOST_BYTES || tooMany) {
            forget();
        } else {
            contents.add(content.duplicate().retain());
        }
    }

    /** Keeps the end of a body. */
    void end(Trailers trailers) {
        end = trailers;
    }

    void forget() {
        whole = false;
        for (int i = 0; i < contents.size(); i++) {
            contents.get(i).release();
        }
        contents.clear();
    }

    /**
     * Sends the request so far on another link. When that one may have died as well, everything is kept for a few more
     * times; else it cannot be repeated again.
     */
    void onto(UpstreamLink link) {
        moves++;
        whole = link.isReused() && moves < MOST_MOVES;
        for (int i = 0; i < contents.size(); i++) {
            ByteBuf kept = contents.get(i);
            ByteBuf sent = whole ? kept.duplicate().retain() : kept;
            if (i == 0) {
                link.write(sent);
            } else {
                BodyWriter.write(link, chunked, sent);
            }
        }
        if (!whole) {
            contents.clear();
        }
        if (end != null) {
            BodyWriter.end(link, chunked, end);
        }
    }
}
