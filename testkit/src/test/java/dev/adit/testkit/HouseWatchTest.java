// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Each of the four watches fires: a class that breaks the rule is run by a JUnit engine of its own. */
class HouseWatchTest {
    @Test
    void anUnreleasedBufferFailsTheClass() {
        assertFailsWith(LosesABuffer.class, "was not released");
    }

    @Test
    void anOpenChannelFailsTheTest() {
        assertFailsWith(LeavesAChannelOpen.class, "channel left open");
    }

    @Test
    void aThreadLeftBehindFailsTheClass() {
        assertFailsWith(LeavesAThreadBehind.class, "thread left behind: straggler");
    }

    @Test
    void anUncaughtExceptionFailsTheTest() {
        assertFailsWith(ThrowsElsewhere.class, "thrown elsewhere");
    }

    @Test
    void anExceptionThatNettySwallowsFailsTheTest() {
        assertFailsWith(ThrowsInALoop.class, "thrown in a loop");
    }

    @Test
    void anExpectedFaultFailsNothing() {
        assertEquals(List.of(), failuresOf(ExpectsItsFault.class));
    }

    @Test
    void nettyMayUseUnsafeAsItDoesWhenShipped() {
        assertTrue(PlatformDependent.hasUnsafe());
    }

    private static void assertFailsWith(Class<?> bad, String part) {
        List<String> failures = failuresOf(bad);
        assertTrue(failures.stream().anyMatch(failure -> failure.contains(part)), () -> part + " not in " + failures);
    }

    private static List<String> failuresOf(Class<?> bad) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .selectors(selectClass(bad))
                .execute()
                .allEvents()
                .failed()
                .stream()
                .map(Event::toString)
                .collect(Collectors.toList());
    }

    static final class LosesABuffer {
        @Test
        void lose() {
            lost();
        }

        private static void lost() {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
            buffer.writeInt(1);
        }
    }

    static final class LeavesAChannelOpen {
        @Test
        void leaveOpen(Loops loops) {
            new ServerBootstrap()
                    .group(loops.group())
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInboundHandlerAdapter())
                    .bind(0)
                    .syncUninterruptibly();
        }
    }

    static final class LeavesAThreadBehind {
        private static final CountDownLatch END = new CountDownLatch(1);

        @Test
        void leaveBehind() {
            new Thread(LeavesAThreadBehind::linger, "straggler").start();
        }

        @AfterAll
        static void letItGoAfterTheWatchHasLooked() {
            Thread.ofVirtual().start(() -> {
                Await.until(Await.PATIENCE.multipliedBy(2), "the watch to look", new StragglerWatched());
                END.countDown();
            });
        }

        private static void linger() {
            try {
                END.await();
            } catch (InterruptedException ignored) {
                // The end is all it waits for.
            }
        }
    }

    /** True three seconds after it was made: the watch looks for two. */
    private static final class StragglerWatched implements java.util.function.BooleanSupplier {
        private final long deadline = System.nanoTime() + 3_000_000_000L;

        @Override
        public boolean getAsBoolean() {
            return System.nanoTime() > deadline;
        }
    }

    static final class ThrowsElsewhere {
        @Test
        void throwElsewhere() throws InterruptedException {
            Thread thrower = new Thread(() -> {
                throw new IllegalStateException("thrown elsewhere");
            });
            thrower.start();
            thrower.join();
        }
    }

    static final class ThrowsInALoop {
        @Test
        void throwInALoop(Loops loops) {
            loops.loop().execute(() -> {
                throw new IllegalStateException("thrown in a loop");
            });
        }
    }

    static final class ExpectsItsFault {
        @Test
        void expectIt(Loops loops, Faults faults) {
            loops.loop().execute(() -> {
                throw new IllegalStateException("expected in a loop");
            });
            faults.expect("expected in a loop");
        }
    }
}
