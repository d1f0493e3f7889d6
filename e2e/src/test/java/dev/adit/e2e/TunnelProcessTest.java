// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.demo.DemoCheck;
import dev.adit.cli.demo.SampleApplication;
import dev.adit.testkit.Await;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code adit server} and {@code adit http} as two processes: what passes, and how they find each other again. */
@Timeout(90)
class TunnelProcessTest {
    private final Stage stage = new Stage();
    private final SampleApplication service = new SampleApplication();

    @BeforeEach
    void start() {
        service.start();
    }

    @AfterEach
    void stop() {
        stage.close();
        service.close();
    }

    private Running agent(int serverPort, String... options) {
        List<String> words = new ArrayList<>(List.of("http", Integer.toString(service.port())));
        words.addAll(List.of(options));
        return stage.agent(serverPort, words.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"subdomain, http://shop.adit.localhost:%d", "path, http://127.0.0.1:%d/shop/"})
    void samplePassesWhole(String routing, String url) {
        int port = stage.server("--routing", routing).port();
        assertEquals(url.formatted(port), Stage.awaitUrl(agent(port, "-n", "shop")));
        List<String> lines = new ArrayList<>();
        assertTrue(new DemoCheck(URI.create(url.formatted(port)), lines::add).run(), lines::toString);
    }

    @Test
    void killedAgentIsBackAtTheSameAddressWithinTwoSeconds() {
        int port = stage.server().port();
        Running first = agent(port);
        String url = Stage.awaitUrl(first);
        String host = URI.create(url).getHost();
        Stage.awaitVisit(Duration.ofSeconds(2), port, host, "/echo");
        first.kill();
        first.awaitExit();
        long begun = System.nanoTime();
        assertEquals(url, Stage.awaitUrl(agent(port)));
        Stage.awaitVisit(Duration.ofSeconds(2), port, host, "/echo");
        assertWithin(Duration.ofSeconds(2), begun);
    }

    @Test
    void killedServerHasItsAgentBackWithinFiveSeconds() {
        ServerProcess first = stage.server();
        int port = first.port();
        Running agent = agent(port, "-n", "shop");
        String url = Stage.awaitUrl(agent);
        first.running().kill();
        first.running().awaitExit();
        stage.serverOn(port);
        long begun = System.nanoTime();
        Stage.awaitVisit(Duration.ofSeconds(5), port, URI.create(url).getHost(), "/echo");
        assertWithin(Duration.ofSeconds(5), begun);
        assertTrue(agent.isAlive());
    }

    /** The first dial, too, is tried for ever: a supervisor starts both in any order. */
    @Test
    void agentWaitsForItsServer() {
        int port = Stage.freePort();
        Running agent = agent(port, "-n", "shop");
        agent.awaitStderr("\\S");
        stage.serverOn(port);
        assertEquals("http://shop.adit.localhost:" + port, Stage.awaitUrl(agent));
    }

    @Test
    void visitorOfAnAgentThatLeftIsToldSo() {
        int port = stage.server().port();
        Running agent = agent(port, "-n", "shop");
        Stage.awaitUrl(agent);
        agent.terminate();
        assertEquals(0, agent.awaitExit(), agent::toString);
        Await.until("the name is held and its agent away", () -> {
            var answer = visitOrCut(port);
            return answer.equals("503 ADIT-503-AWAY");
        });
        assertEquals("404 ADIT-404-NAME", answerOf(port, "other." + Stage.DOMAIN));
    }

    private static String visitOrCut(int port) {
        try {
            return answerOf(port, "shop." + Stage.DOMAIN);
        } catch (UncheckedIOException cut) {
            return "cut";
        }
    }

    private static String answerOf(int port, String host) {
        var answer = Stage.visit(port, host, "/echo");
        return answer.status() + " " + answer.field("Adit-Error");
    }

    private static void assertWithin(Duration limit, long begun) {
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(taken.compareTo(limit) <= 0, "took " + taken.toMillis() + " ms");
    }
}
