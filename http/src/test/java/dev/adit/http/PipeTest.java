// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Two links are joined byte for byte, ends and breaks included (WS-05). */
final class PipeTest {
    private final RecordedLink first = new RecordedLink();
    private final RecordedLink second = new RecordedLink();
    private final StringBuilder watched = new StringBuilder();
    private final Pipe.Observer observer = new Pipe.Observer() {
        @Override
        public void onForward(ByteBuf bytes) {
            watched.append('>').append(bytes.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void onBackward(ByteBuf bytes) {
            watched.append('<').append(bytes.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void onEnd(boolean broken) {
            watched.append(broken ? " broken" : " ended");
        }
    };

    private void join() {
        Pipe.join(first, second, observer);
        expect("<resume>", "<resume>");
    }

    private void expect(String onFirst, String onSecond) {
        assertEquals(onFirst, first.done(), "first");
        assertEquals(onSecond, second.done(), "second");
    }

    @Test
    void bytesPassBothWays() {
        join();
        first.receiver().onBytes(RecordedLink.bytes("there"));
        second.receiver().onBytes(RecordedLink.bytes("back"));
        expect("back", "there");
        assertEquals(">there<back", watched.toString());
    }

    @Test
    void whatWasReadBeforeGoesFirst() {
        Pipe.join(first, RecordedLink.bytes("a"), second, RecordedLink.bytes("b"), observer);
        expect("b <resume>", "a <resume>");
        assertEquals(">a<b", watched.toString());
    }

    @Test
    void nothingReadBeforeIsNothingSent() {
        ByteBuf nothing = RecordedLink.bytes("x").skipBytes(1);
        Pipe.join(first, nothing, second, RecordedLink.bytes(""), observer);
        expect("<resume>", "<resume>");
        assertEquals(0, nothing.refCnt());
        assertEquals("", watched.toString());
    }

    /** Either side alone, until it takes more. */
    @Test
    void fullSinkPausesItsSource() {
        join();
        second.writable(false);
        first.receiver().onBytes(RecordedLink.bytes("x"));
        second.receiver().onBytes(RecordedLink.bytes("y"));
        expect("<pause> y", "x");
        second.receiver().onWritable();
        expect("<resume>", "");
    }

    @Test
    void oneEndLeavesTheOtherDirection() {
        join();
        first.receiver().onFinished();
        expect("", "<finish>");
        second.receiver().onBytes(RecordedLink.bytes("still"));
        expect("still", "");
        assertEquals("<still", watched.toString());
        second.receiver().onFinished();
        expect("<finish>", "");
        assertEquals("<still ended", watched.toString());
    }

    @Test
    void breakOfOneBreaksTheOther() {
        join();
        first.receiver().onAborted(new LinkFailure(ErrorCode.SERVICE_RESET, "gone"));
        expect("", "<abort>");
        second.receiver().onAborted(new LinkFailure(ErrorCode.SERVICE_RESET, "gone too"));
        assertEquals(" broken", watched.toString(), "told once");
    }
}
