// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each fault does what it says, to its direction alone. */
class FaultProxyTest {
    private static final Duration A_MOMENT = Duration.ofMillis(100);
    private static final String REQUEST = "GET / HTTP/1.1\r\n\r\n";

    private final ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("hello")));
    private final FaultProxy proxy = FaultProxy.start(service.port());

    @AfterEach
    void end() {
        proxy.close();
        service.close();
    }

    private RawClient visitor() {
        return RawClient.connect(proxy.port());
    }

    private static void ask(RawClient visitor) {
        visitor.send(REQUEST);
    }

    private static String answer(RawClient visitor) {
        return visitor.readResponse().body();
    }

    private static void assertSilence(RawClient visitor) {
        visitor.readPatience(A_MOMENT);
        UncheckedIOException silence = assertThrows(UncheckedIOException.class, () -> visitor.read(1));
        assertTrue(silence.getCause() instanceof SocketTimeoutException, silence::toString);
    }

    /** No connection to the service ends within a moment; an end that was passed on would be there by then. */
    private void assertNoEndArrives() {
        assertThrows(
                AssertionError.class,
                () -> Await.until(A_MOMENT, "an end of a connection to the service", () -> {
                    return IntStream.range(0, service.accepted())
                            .anyMatch(number -> service.connection(number).isOver());
                }));
    }

    @Test
    void withoutAFaultBytesAndEndsPass() {
        try (RawClient visitor = visitor()) {
            ask(visitor);
            assertEquals("hello", answer(visitor));
            visitor.halfClose();
            assertTrue(visitor.endsWithoutAnotherByte());
            assertTrue(service.connection(0).sawEnd());
        }
    }

    @Test
    void aBlackHoleTellsNobody() {
        try (RawClient visitor = visitor()) {
            ask(visitor);
            answer(visitor);
            proxy.both(new LinkFault.BlackHole());
            visitor.send("more");
            assertSilence(visitor);
        }
        assertNoEndArrives();
    }

    @Test
    void abandonedLinksStaySoAndNewOnesPass() {
        try (RawClient before = visitor();
                RawClient after = visitor()) {
            ask(before);
            answer(before);
            ask(after);
            answer(after);
            proxy.abandon();
            before.reset();
            try (RawClient later = visitor()) {
                ask(later);
                assertEquals("hello", answer(later));
                assertNoEndArrives();
            }
        }
    }

    /** What was on its way when the sender went vanishes with it, and so does the sender's end. */
    @Test
    void anAbandonedLongLinkTellsNobody() {
        proxy.both(new LinkFault.Latency(A_MOMENT));
        try (RawClient visitor = visitor()) {
            ask(visitor);
            answer(visitor);
            proxy.up(new LinkFault.Latency(Await.PATIENCE));
            ask(visitor);
            assertSilence(visitor);
            proxy.abandon();
            visitor.reset();
            assertNoEndArrives();
            assertEquals(REQUEST, service.received());
        }
    }

    @Test
    void aThrottledDirectionIsSlow() {
        proxy.down(new LinkFault.Throttle(200));
        long begun = System.nanoTime();
        try (RawClient visitor = visitor()) {
            ask(visitor);
            assertEquals("hello", answer(visitor));
        }
        assertTrue(System.nanoTime() - begun > A_MOMENT.toNanos(), "43 bytes at 200 a second take 0.2 s");
    }

    @Test
    void delayedAndSplitBytesArriveInOrder() {
        proxy.up(new LinkFault.SingleBytes());
        proxy.down(new LinkFault.Delay(A_MOMENT));
        long begun = System.nanoTime();
        try (RawClient visitor = visitor()) {
            ask(visitor);
            assertEquals("hello", answer(visitor));
        }
        assertTrue(System.nanoTime() - begun >= A_MOMENT.toNanos());
        assertEquals(REQUEST, service.received());
    }

    @Test
    void aStalledDirectionGoesOnWhenItMay() {
        try (RawClient visitor = visitor()) {
            ask(visitor);
            answer(visitor);
            proxy.up(new LinkFault.Stall());
            ask(visitor);
            assertSilence(visitor);
            assertEquals(REQUEST, service.received());
            proxy.up(new LinkFault.None());
            visitor.readPatience(Await.PATIENCE);
            assertEquals("hello", answer(visitor));
        }
    }

    @Test
    void aLongLinkDelaysEachWay() {
        proxy.both(new LinkFault.Latency(A_MOMENT));
        try (RawClient visitor = visitor()) {
            long begun = System.nanoTime();
            ask(visitor);
            assertEquals("hello", answer(visitor));
            assertTrue(System.nanoTime() - begun >= 2 * A_MOMENT.toNanos());
        }
    }

    /** A hundred pieces take no longer than one, and none changes places. A queue would take twice the patience. */
    @Test
    void aLongLinkDoesNotQueue() {
        int pieces = 100;
        proxy.up(new LinkFault.Latency(A_MOMENT.multipliedBy(2)));
        try (RawClient visitor = visitor().readPatience(A_MOMENT.multipliedBy(pieces))) {
            for (int i = 0; i < pieces; i++) {
                visitor.send("GET /" + i);
                Await.tick();
            }
            visitor.send(" HTTP/1.1\r\n\r\n");
            assertEquals("hello", answer(visitor));
            assertEquals(
                    IntStream.range(0, pieces).mapToObj(i -> "GET /" + i).collect(joining("", "", " HTTP/1.1\r\n\r\n")),
                    service.received());
        }
    }

    @Test
    void aCutDirectionIsAnEndOfFileAndTheOtherGoesOn() {
        proxy.down(new LinkFault.Cut());
        try (RawClient visitor = visitor()) {
            ask(visitor);
            assertTrue(visitor.endsWithoutAnotherByte());
            ask(visitor);
            Await.until("both requests have come", () -> service.received().equals(REQUEST + REQUEST));
        }
    }

    @Test
    void aCutIsAnEndAndAResetAReset() {
        try (RawClient first = visitor()) {
            ask(first);
            answer(first);
            proxy.cut();
            assertEquals("", first.readToEnd());
        }
        try (RawClient second = visitor()) {
            ask(second);
            answer(second);
            proxy.reset();
            UncheckedIOException failure = assertThrows(UncheckedIOException.class, second::readToEnd);
            assertTrue(failure.getCause() instanceof SocketException);
        }
    }

    @Test
    void aTargetThatIsNotThereIsAReset() {
        service.stopListening();
        try (RawClient visitor = visitor()) {
            assertTrue(visitor.endsWithoutAnotherByte());
        } catch (UncheckedIOException duringConnect) {
            assertTrue(duringConnect.getCause() instanceof SocketException, duringConnect::toString);
        }
    }
}
