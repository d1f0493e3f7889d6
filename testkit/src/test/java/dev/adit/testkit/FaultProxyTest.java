// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each fault does what it says, to its direction alone. */
class FaultProxyTest {
    private static final Duration A_MOMENT = Duration.ofMillis(100);

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
        visitor.send("GET / HTTP/1.1\r\n\r\n");
    }

    private static String answer(RawClient visitor) {
        return visitor.readResponse().body();
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
            visitor.readPatience(A_MOMENT);
            UncheckedIOException silence = assertThrows(UncheckedIOException.class, () -> visitor.read(1));
            assertTrue(silence.getCause() instanceof SocketTimeoutException);
        }
        assertFalse(service.connection(0).isOver(), "the end of the visitor vanished, too");
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
            }
            assertFalse(service.connection(0).isOver());
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
        assertEquals("GET / HTTP/1.1\r\n\r\n", service.received());
    }

    @Test
    void aStalledDirectionGoesOnWhenItMay() {
        try (RawClient visitor = visitor()) {
            ask(visitor);
            answer(visitor);
            proxy.up(new LinkFault.Stall());
            // One read was under way when the fault was set.
            ask(visitor);
            answer(visitor);
            ask(visitor);
            visitor.readPatience(A_MOMENT);
            assertThrows(UncheckedIOException.class, () -> visitor.read(1));
            proxy.up(new LinkFault.None());
            visitor.readPatience(Await.PATIENCE);
            assertEquals("hello", answer(visitor));
        }
    }

    /** On a link of 200 ms each way sixteen pieces in a row take no longer than one, and none changes places. */
    @Test
    void aLongLinkDelaysAndDoesNotQueue() {
        proxy.both(new LinkFault.Latency(Duration.ofMillis(200)));
        try (RawClient visitor = visitor().readPatience(Await.PATIENCE)) {
            long begun = System.nanoTime();
            ask(visitor);
            assertEquals("hello", answer(visitor));
            assertTrue(System.nanoTime() - begun >= Duration.ofMillis(400).toNanos());
        }
        try (RawClient visitor = visitor().readPatience(Await.PATIENCE)) {
            long begun = System.nanoTime();
            for (int i = 0; i < 16; i++) {
                visitor.send("GET /" + i);
                Await.tick();
            }
            visitor.send(" HTTP/1.1\r\n\r\n");
            assertEquals("hello", answer(visitor));
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(taken.compareTo(Duration.ofMillis(16 * 200)) < 0, taken::toString);
            assertTrue(service.received().endsWith("GET /14GET /15 HTTP/1.1\r\n\r\n"), service::received);
        }
    }

    @Test
    void aCutDirectionIsAnEndOfFileAndTheOtherGoesOn() {
        proxy.down(new LinkFault.Cut());
        try (RawClient visitor = visitor()) {
            ask(visitor);
            assertTrue(visitor.endsWithoutAnotherByte());
            ask(visitor);
            Await.until("both requests have come", () -> service.received().length() == 36);
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
