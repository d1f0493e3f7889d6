// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.http.Clock;
import dev.adit.http.Link;
import dev.adit.http.LinkReceiver;
import dev.adit.testkit.ManualTime;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a control stream waits for its hello (docs/wire.md, "Control stream"). */
class ControlChannelTest {
    private record TestClock(ManualTime time) implements Clock {
        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public Timer after(Duration delay, EventExecutor executor, Runnable task) {
            return time.schedule(delay, executor, task)::cancel;
        }
    }

    /** A link over which nothing comes. */
    private static final class SilentLink implements Link {
        @Override
        public EventExecutor executor() {
            return ImmediateEventExecutor.INSTANCE;
        }

        @Override
        public void receiver(LinkReceiver receiver) {}

        @Override
        public void write(ByteBuf bytes) {
            bytes.release();
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}

        @Override
        public void abort() {}

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}
    }

    private final ManualTime time = new ManualTime();
    private final List<String> violations = new ArrayList<>();
    private final ControlChannel.Listener listener = new ControlChannel.Listener() {
        @Override
        public void onMessage(ControlMessage message) {}

        @Override
        public void onViolation(String what) {
            violations.add(what);
        }

        @Override
        public void onEnded(String why) {}
    };

    @Test
    void withoutAHelloItEndsAfterTenSeconds() {
        ControlChannel.open(new SilentLink(), new TestClock(time), listener);
        time.advance(Duration.ofMillis(9_999));
        assertEquals(List.of(), violations);
        time.advance(Duration.ofMillis(1));
        assertEquals(List.of("no hello within 10000 ms"), violations);
    }

    @Test
    void thePatienceMayBeLonger() {
        ControlChannel.open(new SilentLink(), new TestClock(time), Duration.ofSeconds(20), listener);
        time.advance(Duration.ofMillis(19_999));
        assertEquals(List.of(), violations);
        time.advance(Duration.ofMillis(1));
        assertEquals(List.of("no hello within 20000 ms"), violations);
    }

    @Test
    void aChannelThatWasClosedWaitsForNothing() {
        ControlChannel.open(new SilentLink(), new TestClock(time), listener).close();
        assertEquals(0, time.pending());
    }
}
