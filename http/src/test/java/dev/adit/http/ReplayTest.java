// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be sent once more, and what then is sent. */
final class ReplayTest {
    private static final int MOST_BYTES = 64 * 1024;

    private final RecordedLink link = new RecordedLink().fresh();

    /** A link would take the buffer over; here it is given back at once. */
    private static void add(Replay replay, String content) {
        ByteBuf bytes = RecordedLink.bytes(content);
        replay.add(bytes);
        bytes.release();
    }

    private static Replay of(boolean chunked, String head) {
        Replay replay = new Replay(chunked, true);
        ByteBuf bytes = RecordedLink.bytes(head);
        replay.addHead(bytes);
        bytes.release();
        return replay;
    }

    /** RFC 9110 section 9.2.2; methods are case-sensitive, and nobody knows what an unknown one does. */
    @ParameterizedTest
    @CsvSource({
        "GET, true", "HEAD, true", "OPTIONS, true", "PUT, true", "DELETE, true",
        "POST, false", "PATCH, false", "PROPFIND, false", "get, false", "GETS, false"
    })
    void onlyIdempotentMethodsMayRepeat(String method, boolean may) throws HttpRejection {
        ByteBuf head = RecordedLink.bytes(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(HeadScanner.ofThread().scanRequest(head, HttpLimits.DEFAULT));
        head.release();
        assertEquals(may, Replay.mayRepeat(HeadScanner.ofThread().head()));
    }

    @Test
    void headAndContentGoOnceMoreInOrder() {
        Replay replay = of(false, "head");
        add(replay, "one");
        add(replay, "two");
        assertTrue(replay.isWhole());
        replay.onto(link);
        assertEquals("head one two", link.done());
        assertFalse(replay.isWhole(), "not a third time");
    }

    /** AL-12: the next link of a pool may be as dead as the last one was. */
    @Test
    void onLinksThatMayBeDeadTooItGoesThreeTimes() {
        Replay replay = of(false, "head");
        add(replay, "one");
        for (int move = 1; move <= 3; move++) {
            assertTrue(replay.isWhole(), "before move " + move);
            RecordedLink next = new RecordedLink();
            replay.onto(next);
            assertEquals("head one", next.done());
        }
        assertFalse(replay.isWhole(), "not a fourth time");
    }

    /** The chunks are ours, so they are made anew, and what follows goes on with them. */
    @Test
    void chunkedContentIsFramedAgain() {
        Replay replay = of(true, "head");
        add(replay, "one");
        replay.onto(link);
        BodyWriter.write(link, true, RecordedLink.bytes("four"));
        BodyWriter.end(link, true, Trailers.NONE);
        assertEquals("head 3~one~ 4~four~ 0~~", link.done());
    }

    /** The head has a limit of its own and does not count. */
    @Test
    void contentIsKeptUpToItsBound() {
        Replay replay = of(false, "h".repeat(1000));
        add(replay, "x".repeat(MOST_BYTES));
        assertTrue(replay.isWhole());
        add(replay, "x");
        assertFalse(replay.isWhole());
        add(replay, "x");
        assertFalse(replay.isWhole());
    }

    /** 64 KiB that come byte by byte would be megabytes of buffers. */
    @Test
    void contentIsKeptInFewPieces() {
        Replay replay = of(true, "head");
        for (int piece = 0; piece < 256; piece++) {
            add(replay, "x");
        }
        assertTrue(replay.isWhole());
        add(replay, "x");
        assertFalse(replay.isWhole());
    }

    @Test
    void forgottenRequestHoldsNoBuffer() {
        Replay replay = new Replay(false, true);
        ByteBuf head = RecordedLink.bytes("head");
        ByteBuf content = RecordedLink.bytes("content");
        replay.addHead(head);
        replay.add(content);
        assertEquals(2, head.refCnt());
        replay.forget();
        assertEquals(1, head.refCnt());
        assertEquals(1, content.refCnt());
        assertFalse(replay.isWhole());
        head.release();
        content.release();
    }

    @Test
    void nothingIsKeptThatMayNotRepeat() {
        Replay replay = new Replay(false, false);
        ByteBuf head = RecordedLink.bytes("head");
        replay.addHead(head);
        replay.add(head);
        assertEquals(1, head.refCnt());
        assertFalse(replay.isWhole());
        head.release();
    }

    /** The link that took the head reads it to its end and gives it up. */
    @Test
    void firstSendingLeavesTheSecondItsBytes() {
        Replay replay = new Replay(false, true);
        ByteBuf head = RecordedLink.bytes("head");
        replay.addHead(head);
        link.write(head.skipBytes(4));
        link.done();
        replay.onto(link);
        assertEquals("head", link.done());
        assertEquals(0, head.refCnt());
    }
}
