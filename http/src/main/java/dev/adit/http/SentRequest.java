// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.Optional;

/**
 * The request of one exchange on its way to an upstream link: on a second one when the first was a reused connection
 * that turned out dead, or was lost with its agent and another one is there. Confined to the exchange's event loop.
 */
final class SentRequest {
    private final UpstreamSource source;
    private final LinkReceiver answers;
    private final boolean upgrade;
    private final boolean repeatable;
    private final boolean chunked;
    private final Replay replay;
    private UpstreamLink upstream;
    private boolean ended;
    private boolean away;

    /** Opens a link, whose answers go to the receiver; what they say is to be heard from {@link #begin} on. */
    SentRequest(MessageHead head, Dispatch.Forward forward, LinkReceiver answers) {
        this.answers = answers;
        source = forward.source();
        upgrade = head.asksForWebSocket();
        chunked = head.chunked;
        repeatable = Replay.mayRepeat(head);
        upstream = source.open(answers, false);
        boolean keeps = repeatable ? upstream.isReused() || source.mayMove() : upstream.isUnsent();
        replay = new Replay(chunked, keeps);
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
        if (away) {
            content.release();
        } else {
            BodyWriter.write(upstream, chunked, content);
        }
    }

    /** Ends a body. */
    void endBody(Trailers trailers) {
        replay.end(trailers);
        if (!away) {
            BodyWriter.end(upstream, chunked, trailers);
        }
    }

    /** The request is whole; one for an upgrade leaves the way open for what follows a 101. */
    void end() {
        ended = true;
        if (!upgrade && !away) {
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
        if (!away) {
            upstream.abort();
        }
        replay.forget();
    }

    /** Whether its link was a reused connection that may have died while it idled, and it can be repeated. */
    boolean mayGoAgain() {
        return upstream.isReused() && replay.isWhole();
    }

    /** Sends what was sent once more, on a new link. */
    void goAgain() {
        upstream.abort();
        open();
    }

    /**
     * Where it can go when its link failed so: its agent is lost and another one is there, and it is safe to repeat or
     * nothing of it ever left. When it can, the link is given up, and {@link #goElsewhere} is to be called there.
     */
    Optional<EventLoop> leave(ErrorCode failure) {
        boolean safe = replay.isWhole() && (repeatable || upstream.isUnsent());
        if (failure != ErrorCode.AGENT_LOST || !safe) {
            return Optional.empty();
        }
        Optional<EventLoop> elsewhere = source.elsewhere();
        if (elsewhere.isPresent()) {
            upstream.abort();
            away = true;
        }
        return elsewhere;
    }

    /** Sends what was sent once more, where {@link #leave} said; false when that is not ready, or too much has come. */
    boolean goElsewhere() {
        if (!source.isReady() || !replay.isWhole()) {
            return false;
        }
        away = false;
        open();
        return true;
    }

    private void open() {
        upstream = source.open(answers, true);
        replay.onto(upstream);
        if (ended) {
            end();
        }
    }
}
