// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import dev.adit.server.fakes.TestClock;
import dev.adit.testkit.ManualTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** EX-20: to an Exio agent the body goes a moment after its head. */
class HeldBodyLinkTest {
    private static final Duration HOLD = Duration.ofMillis(10);

    /** Writes down what it is told. */
    private static final class Recorder implements UpstreamLink {
        final List<String> told = new ArrayList<>();
        boolean writable = true;

        @Override
        public void write(ByteBuf bytes) {
            told.add(bytes.toString(US_ASCII));
            bytes.release();
        }

        @Override
        public void endRequest() {
            told.add("end");
        }

        @Override
        public void finish() {
            told.add("finish");
        }

        @Override
        public void release(boolean reusable) {
            told.add("release");
        }

        @Override
        public void close() {
            told.add("close");
        }

        @Override
        public void abort() {
            told.add("abort");
        }

        @Override
        public boolean isReused() {
            return false;
        }

        @Override
        public EventExecutor executor() {
            return ImmediateEventExecutor.INSTANCE;
        }

        @Override
        public void receiver(LinkReceiver receiver) {
            told.add("receiver");
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void pauseReading() {
            told.add("pause");
        }

        @Override
        public void resumeReading() {
            told.add("resume");
        }
    }

    private static final class Listener implements LinkReceiver {
        int writable;

        @Override
        public void onBytes(ByteBuf bytes) {
            bytes.release();
        }

        @Override
        public void onFinished() {}

        @Override
        public void onAborted(LinkFailure failure) {}

        @Override
        public void onWritable() {
            writable++;
        }
    }

    private final ManualTime time = new ManualTime();
    private final Recorder below = new Recorder();
    private final Listener listener = new Listener();
    private final HeldBodyLink link = new HeldBodyLink(below, listener, new TestClock(time), HOLD);

    private void write(String text) {
        link.write(Unpooled.copiedBuffer(text, US_ASCII));
    }

    @Test
    void theBodyWaitsAndThenGoesInOrderWithItsEnd() {
        write("head");
        write("one");
        write("two");
        link.endRequest();
        time.advance(HOLD.minusNanos(1));
        assertEquals(List.of("head"), below.told);
        time.advance(Duration.ofNanos(1));
        assertEquals(List.of("head", "one", "two", "end"), below.told);
    }

    @Test
    void whatComesAfterTheHoldGoesAtOnce() {
        write("head");
        time.advance(HOLD);
        write("body");
        link.endRequest();
        assertEquals(List.of("head", "body", "end"), below.told);
    }

    @Test
    void aRequestWithoutABodyEndsAtOnce() {
        write("head");
        link.endRequest();
        assertEquals(List.of("head", "end"), below.told);
        time.advance(HOLD);
        assertEquals(List.of("head", "end"), below.told);
    }

    @Test
    void aFullHoldAsksItsWriterToPauseAndToGoOn() {
        write("head");
        write("x".repeat(65_535));
        assertTrue(link.isWritable());
        write("x");
        assertFalse(link.isWritable());
        time.advance(HOLD);
        assertTrue(link.isWritable());
        assertEquals(1, listener.writable);
    }

    @Test
    void aHoldThatWasNeverFullCallsNobody() {
        write("head");
        write("x");
        time.advance(HOLD);
        assertEquals(0, listener.writable);
    }

    @Test
    void aLinkThatIsFullBelowIsNotWritable() {
        below.writable = false;
        assertFalse(link.isWritable());
    }

    /** The watch on every test sees to it that nothing held is leaked. */
    @Test
    void anEndDropsWhatIsHeldAndWhatIsWrittenAfterIt() {
        write("head");
        write("body");
        link.endRequest();
        link.abort();
        write("more");
        time.advance(HOLD);
        assertEquals(List.of("head", "abort"), below.told);
    }
}
