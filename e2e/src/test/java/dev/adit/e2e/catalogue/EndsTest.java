// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows about who ends what first, once each: PE-42 to PE-45, PE-52, PE-53. */
final class EndsTest {
    private static final String EXPECTING =
            "POST / HTTP/1.1\r\nHost: cat.tunnels.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

    private static Journal journal;

    @BeforeAll
    static void listen() {
        journal = Journal.install();
    }

    private static House house(Place place, ScriptedService service) {
        return House.open(place, service.port(), config -> config);
    }

    /** PE-42: the answer comes instead of a 100, the body is never read. */
    @ParameterizedTest
    @CsvSource({
        "ADIT_SUBDOMAIN, 417 Expectation Failed",
        "ADIT_SUBDOMAIN, 413 Content Too Large",
        "POOL_SUBDOMAIN, 417 Expectation Failed"
    })
    void expectationThatFailsIsRelayedAndEndsTheConnection(Place place, String status) {
        String answer = "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n";
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.readHead(), Script.send(answer + "\r\nno"), Script.readToEnd()));
                House house = house(place, service);
                RawClient visitor = house.connect()) {
            visitor.send(EXPECTING);
            assertEquals(answer + "Connection: close\r\n\r\nno", visitor.readToEnd());
            assertTrue(service.received().endsWith("\r\n\r\n"), "no body came");
        }
    }

    /** PE-42, H1-12. */
    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"ADIT_SUBDOMAIN", "POOL_SUBDOMAIN"})
    void expectationThatIsMetGetsIts100(Place place) {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send("HTTP/1.1 100 Continue\r\n\r\n"),
                        Script.expect("hello"),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
                House house = house(place, service);
                RawClient visitor = house.connect()) {
            assertEquals(
                    "HTTP/1.1 100 Continue\r\n\r\n", visitor.send(EXPECTING).readHead());
            assertEquals("ok", visitor.send("hello").readResponse().body());
        }
    }

    /** PE-42: neither a 100 nor a body. */
    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"ADIT_SUBDOMAIN", "POOL_SUBDOMAIN"})
    void expectationThatNobodyMeetsTimesOut(Place place) {
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.readToEnd()));
                House house = House.open(
                        place,
                        service.port(),
                        config -> config.withTimeouts(Patience.hasty(Duration.ofSeconds(20), Duration.ofMillis(500))));
                RawClient visitor = house.connect()) {
            assertEquals("ADIT-408-BODY", visitor.send(EXPECTING).readResponse().field("Adit-Error"));
            assertEquals("", visitor.readToEnd());
        }
    }

    /** PE-43, H1-18: the answer arrives whole, and the sender is stopped. */
    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"ADIT_SUBDOMAIN", "EXIO_SUBDOMAIN", "POOL_SUBDOMAIN"})
    void earlyAnswerToALongBodyArrivesWhole(Place place) throws InterruptedException {
        String answer = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\n\r\ntoo large";
        try (ScriptedService service =
                        ScriptedService.start(Script.of(Script.readHead(), Script.read(1_024), Script.send(answer)));
                House house = House.open(place, service.port(), config -> config);
                RawClient visitor = house.connect()) {
            AtomicLong sent = new AtomicLong();
            Thread sender = Thread.ofVirtual().start(() -> sendMebibytes(visitor, sent));
            RawResponse seen = visitor.readResponse();
            assertEquals("413 too large", seen.status() + " " + seen.body());
            assertTrue(sender.join(Duration.ofSeconds(20)), "the sender is neither done nor cut");
            assertTrue(sent.get() < 100, "the whole body was read");
        }
    }

    private static void sendMebibytes(RawClient visitor, AtomicLong sent) {
        try {
            visitor.send("POST / HTTP/1.1\r\nHost: cat.tunnels.test\r\nContent-Length: 104857600\r\n\r\n");
            for (byte[] mebibyte = new byte[1 << 20]; sent.get() < 100; sent.incrementAndGet()) {
                visitor.send(mebibyte);
            }
        } catch (UncheckedIOException cut) {
            // That is how a sender is stopped.
        }
    }

    /** PE-44, G11. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void halfCloseBehindTheHeadGetsTheWholeAnswer(Place place) {
        try (ScriptedService service = ScriptedService.start(Script.answer("x".repeat(1 << 20)));
                House house = House.open(place, service.port(), config -> config);
                RawClient visitor = house.connect()) {
            visitor.send(house.get("/")).halfClose();
            assertEquals(1 << 20, visitor.readResponse().body().length());
            assertEquals("", visitor.readToEnd());
        }
    }

    /** PE-45, H1-19. */
    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"ADIT_SUBDOMAIN", "EXIO_PATH", "POOL_PATH"})
    void resetInADownloadEndsTheLocalConnection(Place place) {
        byte[] piece = new byte[1 << 20];
        Script download = connection -> {
            connection.readUntil("\r\n\r\n");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 1_024; i++) {
                connection.send(piece);
            }
        };
        try (ScriptedService service = ScriptedService.start(download);
                House house = House.open(place, service.port(), config -> config);
                RawClient visitor = house.visitor()) {
            visitor.send(house.get("/")).readHead();
            visitor.read(4 << 20);
            String address = visitor.localAddress().getAddress().getHostAddress();
            visitor.reset();
            Await.until(
                    "the local connection has ended",
                    () -> service.connection(0).isOver());
            assertTrue(service.connection(0).failure().isPresent(), "broken off");
            String line = String.join("|", journal.awaitOf(address, 1));
            assertTrue(line.contains("ABORTED 499"), line);
        }
    }

    /** PE-52, H1-09: the tunnel's service is the tunnel's own address. */
    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"ADIT_SUBDOMAIN", "EXIO_SUBDOMAIN", "POOL_SUBDOMAIN"})
    void tunnelToItselfIsALoop(Place place) {
        try (House house = House.bare(place, config -> config)) {
            house.addAgent(house.port(), Place.NAME);
            try (RawClient visitor = house.connect()) {
                assertEquals(508, visitor.send(house.get("/")).readResponse().status());
            }
        }
    }

    /** PE-53, H1-20: nobody there, the agent away, the service down, the service silent for two seconds. */
    @ParameterizedTest
    @Execution(CONCURRENT)
    @EnumSource(Place.class)
    void eachMissingPartHasItsStatus(Place place) {
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.readToEnd()));
                House house = House.bare(
                        place,
                        config -> config.withTimeouts(Patience.hasty(Duration.ofSeconds(20), Duration.ofSeconds(2))))) {
            assertEquals("404 ADIT-404-NAME", ask(house));
            var agent = house.addAgent(service.port(), Place.NAME);
            assertEquals("504 ADIT-504-IDLE", ask(house));
            service.stopListening();
            // A pool link cannot name the failure.
            assertEquals(place.namesFailures() ? "502 ADIT-502-REFUSED" : "502 ", ask(house));
            agent.close();
            agent.ended().join();
            Await.until("the agent's tunnel is away", () -> ask(house).equals("503 ADIT-503-AWAY"));
        }
    }

    private static String ask(House house) {
        try (RawClient visitor = house.connect()) {
            RawResponse answer = visitor.send(house.get("/")).readResponse();
            assertEquals(answer.status() == 503, !answer.field("Retry-After").isEmpty());
            return answer.status() + " " + answer.field("Adit-Error");
        }
    }
}
