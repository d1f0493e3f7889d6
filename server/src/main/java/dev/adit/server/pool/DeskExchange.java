// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Answer;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The desk as the upstream of one request: the proxy core sends it the request as it would to a service, and gets an
 * answer made here. So bodies, deadlines and visitors who leave are the core's business as ever. Confined to the
 * visitor's event loop.
 */
final class DeskExchange implements UpstreamLink {
    /** Answers one request. */
    interface Work {
        /**
         * Begins; nothing blocks.
         *
         * @param content of the request
         * @param done takes the answer, from any thread
         */
        void begin(String content, Consumer<Answer> done);
    }

    /** A wish is a name and a token. */
    private static final int MOST_CONTENT_BYTES = 4 * 1024;

    private final EventExecutor loop;
    private final LinkReceiver receiver;
    private final boolean toHead;
    private final Work work;
    private final StringBuilder content = new StringBuilder();
    private boolean headSeen;
    private boolean tooLong;
    private boolean over;

    /**
     * @param toHead whether the answer has no content since it is one to HEAD
     */
    DeskExchange(EventExecutor loop, LinkReceiver receiver, boolean toHead, Work work) {
        this.loop = loop;
        this.receiver = receiver;
        this.toHead = toHead;
        this.work = work;
    }

    /** The first is the head, which was looked at before; the others are content as it is. */
    @Override
    public void write(ByteBuf bytes) {
        if (headSeen && !tooLong) {
            content.append(bytes.toString(StandardCharsets.ISO_8859_1));
            tooLong = content.length() > MOST_CONTENT_BYTES;
        }
        headSeen = true;
        bytes.release();
    }

    @Override
    public void endRequest() {
        if (tooLong) {
            answer(DeskAnswers.failure(ErrorCode.BODY_TOO_LARGE, "a registration has at most 4 KiB of content"));
        } else {
            byte[] octets = content.toString().getBytes(StandardCharsets.ISO_8859_1);
            work.begin(new String(octets, StandardCharsets.UTF_8), this::answer);
        }
    }

    private void answer(Answer answer) {
        loop.execute(() -> {
            if (!over) {
                receiver.onBytes(answer.render(toHead, false, ByteBufAllocator.DEFAULT));
            }
        });
    }

    @Override
    public void release(boolean reusable) {
        over = true;
    }

    @Override
    public void close() {
        over = true;
    }

    @Override
    public void abort() {
        over = true;
    }

    @Override
    public boolean isReused() {
        return false;
    }

    @Override
    public EventExecutor executor() {
        return loop;
    }

    @Override
    public void receiver(LinkReceiver newReceiver) {
        throw new IllegalStateException("an answer of the desk switches no protocols");
    }

    @Override
    public void finish() {
        // A request has its own end.
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void pauseReading() {
        // There is one small answer.
    }

    @Override
    public void resumeReading() {
        // There is one small answer.
    }
}
