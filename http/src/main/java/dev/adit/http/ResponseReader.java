// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Reads the responses to one request: any number of interim ones, then the final one with its body. Confined to the
 * exchange's event loop.
 */
final class ResponseReader {
    private final Exchange exchange;
    private final HttpLimits limits;
    private final boolean toHead;
    private @Nullable ByteBuf partial;
    private @Nullable BodyReader body;
    private int interims;
    private boolean upstreamKeeps;

    ResponseReader(Exchange exchange, HttpLimits limits, boolean toHead) {
        this.exchange = exchange;
        this.limits = limits;
        this.toHead = toHead;
    }

    /** Whether any byte of an answer has arrived. */
    boolean hasBegun() {
        return partial != null || interims > 0;
    }

    void release() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    /** Reads on; takes ownership. */
    void read(ByteBuf in) throws HttpRejection {
        ByteBuf bytes = joined(in);
        try {
            while (body == null && bytes.isReadable() && !exchange.isOver()) {
                if (!HeadScanner.ofThread().scanResponse(bytes, limits)) {
                    partial = bytes;
                    return;
                }
                readHead(HeadScanner.ofThread().head(), bytes);
            }
            if (body != null && !exchange.isOver()) {
                readBody(body, bytes);
            }
        } catch (HttpRejection rejection) {
            partial = null;
            bytes.release();
            throw rejection;
        }
        bytes.release();
    }

    private ByteBuf joined(ByteBuf in) {
        ByteBuf before = partial;
        partial = null;
        return before == null ? in : Unread.joined(before, in);
    }

    private void readHead(MessageHead head, ByteBuf bytes) throws HttpRejection {
        bytes.skipBytes(head.headBytes());
        int status = head.status();
        if (status == 101) {
            exchange.onSwitch(
                    head, bytes.isReadable() ? bytes.readRetainedSlice(bytes.readableBytes()) : Unpooled.EMPTY_BUFFER);
            return;
        }
        if (status < 200) {
            if (head.hasContent()) {
                throw new HttpRejection(ErrorCode.SERVICE_PROTOCOL, "an interim answer with content");
            }
            interims++;
            exchange.onInterim(head, interims <= limits.interimAnswers());
            return;
        }
        BodyFraming framing = BodyFraming.ofResponse(head, toHead);
        upstreamKeeps = !head.endsConnection() && mayBeFollowed(head, framing);
        BodyReader reader = new BodyReader(framing, limits, ErrorCode.SERVICE_PROTOCOL);
        body = reader;
        exchange.onHead(head, framing);
    }

    /**
     * Whether what comes behind this response can only be the next one. Behind one that may have no body at all a
     * broken service's content would be taken for it, so such a connection is not used again (H1-13).
     */
    private boolean mayBeFollowed(MessageHead head, BodyFraming framing) {
        boolean bodyless = toHead || head.status() == 204 || head.status() == 304;
        return !bodyless && !(framing instanceof BodyFraming.UntilClose);
    }

    private void readBody(BodyReader reader, ByteBuf bytes) throws HttpRejection {
        if (!reader.ended()) {
            reader.read(bytes, exchange::onContent);
        }
        if (reader.ended()) {
            exchange.onResponseEnd(reader.trailers(), upstreamKeeps && !bytes.isReadable());
        }
    }

    /** The upstream ended its output; returns whether the answer is whole, and reports its end when that ends it. */
    boolean inputFinished() {
        if (body == null || !body.inputFinished()) {
            return false;
        }
        exchange.onResponseEnd(Trailers.NONE, false);
        return true;
    }
}
