// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The request of one exchange on its way to an upstream link: on a second one when the first was a reused connection
 * that turned out dead. Confined to the exchange's event loop.
 */
final class SentRequest {
    private final UpstreamSource source;
    private final LinkReceiver answers;
    private final boolean upgrade;
    private final Replay replay;
    private UpstreamLink upstream;
    private BodyWriter body;
    private boolean ended;

    /** Opens a link, whose answers go to the receiver; what they say is to be heard from {@link #begin} on. */
    SentRequest(MessageHead head, Dispatch.Forward forward, LinkReceiver answers) {
        this.answers = answers;
        source = forward.source();
        upgrade = head.asksForWebSocket();
        boolean chunked = head.chunked;
        boolean repeatable = Replay.mayRepeat(head);
        upstream = source.open(answers, false);
        replay = new Replay(chunked, upstream.isReused() && repeatable);
        body = new BodyWriter(upstream, chunked, ByteBufAllocator.DEFAULT);
    }

    /** Sends the head; takes ownership. */
    void begin(ByteBuf head) {
        replay.addHead(head);
        upstream.write(head);
    }

    /** The link that it goes to now. */
    UpstreamLink upstream() {
        return upstream;
    }

    boolean isUpgrade() {
        return upgrade;
    }

    boolean isEnded() {
        return ended;
    }

    /** Sends content; takes ownership. */
    void write(ByteBuf content) {
        replay.add(content);
        body.write(content);
    }

    /** Ends a body; nothing of it is kept for a second time. */
    void endBody(Trailers trailers) {
        body.end(trailers);
        replay.forget();
    }

    /** The request is whole; one for an upgrade leaves the way open for what follows a 101. */
    void end() {
        ended = true;
        if (!upgrade) {
            upstream.endRequest();
        }
    }

    /** The answer to an upgrade is a plain one, so nothing follows. */
    void endRefusedUpgrade() {
        if (upgrade) {
            upstream.endRequest();
        }
    }

    /** An answer began, or the exchange is over: it is not sent a second time. */
    void forget() {
        replay.forget();
    }

    void abort() {
        upstream.abort();
        replay.forget();
    }

    boolean mayGoAgain() {
        return replay.isWhole();
    }

    /** A reused connection may have died while it idled: what was sent on it goes once more, on a new one. */
    void goAgain() {
        upstream.abort();
        upstream = source.open(answers, true);
        body = replay.onto(upstream, ByteBufAllocator.DEFAULT);
        if (ended) {
            end();
        }
    }
}
