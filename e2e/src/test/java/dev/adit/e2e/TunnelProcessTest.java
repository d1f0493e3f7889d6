// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code adit server} and {@code adit http} as two processes: what passes, and how they find each other again. */
@Timeout(90)
class TunnelProcessTest {
    @RegisterExtension
    private final Stage stage = new Stage();

    @RegisterExtension
    private final SampleService service = new SampleService();

    @ParameterizedTest
    @CsvSource({"subdomain, http://shop.adit.localhost:%d", "path, http://127.0.0.1:%d/shop/"})
    void samplePassesWhole(String routing, String url) {
        int port = stage.server("--routing", routing).port();
        assertEquals(url.formatted(port), Stage.awaitUrl(stage.http(port, service.port(), "-n", "shop")));
        SampleService.assertPasses(url.formatted(port));
    }

    @Test
    void killedAgentIsBackAtTheSameAddressWithinTwoSeconds() {
        int port = stage.server().port();
        Running first = stage.http(port, service.port());
        String url = Stage.awaitUrl(first);
        String host = URI.create(url).getHost();
        Stage.awaitVisit(port, host, "/echo");
        first.kill();
        first.awaitExit();
        Stopwatch stopwatch = Stopwatch.start();
        assertEquals(url, Stage.awaitUrl(stage.http(port, service.port())));
        Stage.awaitVisit(port, host, "/echo");
        stopwatch.assertWithin(Duration.ofSeconds(2));
    }

    @Test
    void killedServerHasItsAgentBackWithinFiveSeconds() {
        ServerProcess first = stage.server();
        int port = first.port();
        Running agent = stage.http(port, service.port(), "-n", "shop");
        String url = Stage.awaitUrl(agent);
        first.running().kill();
        first.running().awaitExit();
        stage.serverOn(port);
        Stopwatch stopwatch = Stopwatch.start();
        Stage.awaitVisit(port, URI.create(url).getHost(), "/echo");
        stopwatch.assertWithin(Duration.ofSeconds(5));
        assertTrue(agent.isAlive());
    }

    /** The first dial, too, is tried for ever: a supervisor starts both in any order. */
    @Test
    void agentWaitsForItsServer() {
        int port = Stage.freePort();
        Running agent = stage.http(port, service.port(), "-n", "shop");
        agent.awaitStderr("\\S");
        stage.serverOn(port);
        assertEquals("http://shop.adit.localhost:" + port, Stage.awaitUrl(agent));
    }

    @Test
    void visitorOfAnAgentThatLeftIsToldSo() {
        int port = stage.server().port();
        Running agent = stage.http(port, service.port(), "-n", "shop");
        Stage.awaitUrl(agent);
        agent.terminate();
        assertEquals(0, agent.awaitExit(), agent::toString);
        Await.until(
                "the name is held and its agent away", () -> visitOrCut(port).equals("503 ADIT-503-AWAY"));
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
}
