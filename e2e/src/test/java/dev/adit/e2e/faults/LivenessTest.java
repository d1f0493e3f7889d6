// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.e2e.Running;
import dev.adit.e2e.Stage;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Whatever others do, visitors are served (U1, H1-22, PE-46). */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LivenessTest {
    private final House house = House.open();

    @BeforeAll
    void warm() {
        Crowd.times(100, 4, (number, goOn) -> house.probe());
    }

    @AfterAll
    void stop() {
        house.close();
    }

    /** A page with its assets. */
    @Test
    void ofThreeHundredParallelVisitorsNoneHangs() {
        parallel(2);
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void ofThreeHundredParallelVisitorsNoneHangsAHundredTimes() {
        parallel(100);
    }

    private void parallel(int rounds) {
        long begun = System.nanoTime();
        try (Crowd visitors = Crowd.of(300, (number, goOn) -> page(rounds, number))) {
            visitors.awaitEnd(Duration.ofMinutes(9));
        }
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        Figures.note("300 parallel visitors, %d requests of 1 to 30 KB each: %d s".formatted(rounds, seconds));
    }

    private void page(int rounds, int number) throws IOException {
        try (RawClient visitor = house.visitor()) {
            for (int round = 0; round < rounds; round++) {
                long bytes = 1000 + number * 97L;
                visitor.send(House.get("/bytes/" + bytes));
                visitor.readHead();
                assertEquals(Bulk.sum(bytes), Bulk.read(visitor.input(), bytes));
            }
        }
    }

    @Test
    void aDownloadASocketAndAStreamLiveOnWhileOtherTunnelsComeAndGo() throws IOException {
        liveOn(4);
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void aDownloadASocketAndAStreamLiveOnForFiftyTunnels() throws IOException {
        liveOn(50);
    }

    private void liveOn(int tunnels) throws IOException {
        AtomicLong downloaded = new AtomicLong();
        AtomicLong echoes = new AtomicLong();
        AtomicLong events = new AtomicLong();
        try (Crowd lasting = Crowd.of(3, (number, goOn) -> {
            switch (number) {
                case 0 -> longDownload(goOn, downloaded);
                case 1 -> socket(goOn, echoes);
                default -> events(goOn, events);
            }
        })) {
            for (int i = 0; i < tunnels; i++) {
                comeAndGo(i);
            }
            assertEquals(3, lasting.living());
            for (AtomicLong count : new AtomicLong[] {downloaded, echoes, events}) {
                long now = count.get();
                Await.until("it still goes on", () -> count.get() > now + 2);
            }
        }
        Figures.note(
                "%d tunnels came and went; a download went on to %d KB, a WebSocket to %d echoes, a stream to %d events"
                        .formatted(tunnels, downloaded.get() / 1000, echoes.get(), events.get()));
    }

    private void comeAndGo(int number) {
        String name = "other-" + number;
        Running agent = house.agent(Map.of(), house.port(), name);
        Stage.awaitUrl(agent);
        assertEquals(
                "hello",
                Stage.visit(house.port(), name + "." + Stage.DOMAIN, "/hello").body());
        agent.signal(number % 2 == 0 ? "KILL" : "TERM");
        agent.awaitExit();
    }

    private void longDownload(AtomicBoolean goOn, AtomicLong bytes) {
        try (RawClient visitor = house.visitor()) {
            visitor.send(House.get("/bytes/1000000000"));
            visitor.readHead();
            while (goOn.get()) {
                bytes.addAndGet(visitor.read(10_000).length);
                Crowd.letPass(Duration.ofMillis(5));
            }
        }
    }

    private void socket(AtomicBoolean goOn, AtomicLong echoes) {
        try (RawClient visitor = house.visitor()) {
            visitor.send("GET /socket HTTP/1.1\r\nHost: " + House.HOST
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertTrue(visitor.readHead().startsWith("HTTP/1.1 101 "));
            while (goOn.get()) {
                visitor.send("echo");
                assertEquals("echo", visitor.readText(4));
                echoes.incrementAndGet();
                Crowd.letPass(Duration.ofMillis(20));
            }
        }
    }

    private void events(AtomicBoolean goOn, AtomicLong events) {
        try (RawClient visitor = house.visitor()) {
            visitor.send(House.get("/events/20"));
            assertTrue(visitor.readHead().startsWith("HTTP/1.1 200 "));
            while (goOn.get()) {
                visitor.readUntil("data: on\n\n");
                events.incrementAndGet();
            }
        }
    }

    @Test
    void fiveHundredVisitorsOfOneByteASecondHoldNobodyUp() {
        trickle(Duration.ofSeconds(3));
    }

    @Test
    @Tag("long")
    void fiveHundredVisitorsOfOneByteASecondHoldNobodyUpForAMinute() {
        trickle(Duration.ofMinutes(1));
    }

    /** Half of them in the head, which has its deadline, half in the body. */
    private void trickle(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Duration worst = Duration.ZERO;
        try (Crowd slow = Crowd.of(500, this::trickle)) {
            while (System.nanoTime() < end) {
                Duration taken = house.probe();
                worst = taken.compareTo(worst) > 0 ? taken : worst;
                Crowd.letPass(Duration.ofMillis(50));
            }
            assertTrue(slow.living() > 0, "somebody trickles");
        }
        Figures.note("500 visitors of a byte a second, %d s: the worst probe took %d ms"
                .formatted(time.toSeconds(), worst.toMillis()));
        assertTrue(worst.compareTo(Duration.ofSeconds(5)) < 0, "a probe took " + worst);
    }

    private void trickle(int number, AtomicBoolean goOn) {
        try (RawClient visitor = house.visitor()) {
            String request = House.post("/upload", 1000);
            visitor.send(number % 2 == 0 ? request : request.substring(0, 10));
            while (goOn.get()) {
                visitor.send("1");
                Crowd.letPass(Duration.ofSeconds(1));
            }
        } catch (UncheckedIOException answered) {
            // The head took too long: 408 and an end, as it should be.
        }
    }
}
