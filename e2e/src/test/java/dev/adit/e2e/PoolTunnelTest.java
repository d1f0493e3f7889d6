// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.demo.DemoCheck;
import dev.adit.cli.demo.SampleApplication;
import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code adit server --pool-listen} and {@code adit http --protocol pool} as two processes: both ends of it are ours. */
@Timeout(90)
class PoolTunnelTest {
    private static final String HOST = "shop." + Stage.DOMAIN;
    private static final int VISITORS = 300;
    /** How long an answer runs on while its server or its agent ends. */
    private static final Duration ANSWER = Duration.ofSeconds(3);

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

    private ServerProcess server(String... options) {
        return serverOn(0, options);
    }

    private ServerProcess serverOn(int port, String... options) {
        List<String> words = new ArrayList<>(List.of("--pool-listen", "127.0.0.1:0"));
        words.addAll(List.of(options));
        return stage.serverOn(port, words.toArray(String[]::new));
    }

    private Running agent(int serverPort, String... options) {
        return stage.agent(serverPort, agentWords(service.port(), options));
    }

    private static String[] agentWords(int target, String... options) {
        List<String> words =
                new ArrayList<>(List.of("http", Integer.toString(target), "-n", "shop", "--protocol", "pool"));
        words.addAll(List.of(options));
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"subdomain, http://shop.adit.localhost:%d", "path, http://127.0.0.1:%d/shop/"})
    void samplePassesWhole(String routing, String url) {
        int port = server("--routing", routing).port();
        assertEquals(url.formatted(port), Stage.awaitUrl(agent(port)));
        List<String> lines = new ArrayList<>();
        assertTrue(new DemoCheck(URI.create(url.formatted(port)), lines::add).run(), lines::toString);
    }

    @Test
    void withJsonEveryLineIsAnEvent() {
        int port = server().port();
        Running agent = agent(port, "--json");
        agent.awaitStdout("\\{\"event\":\"ready\".*\"tunnel\":\"shop\".*\"url\":\"http://shop\\.adit\\.localhost:"
                + port + ".*}\\R");
        Stage.visit(port, HOST, "/echo?secret=1");
        agent.awaitStdout("\\{\"event\":\"request\".*\"path\":\"/echo\".*\"status\":200.*}\\R");
        agent.terminate();
        assertEquals(0, agent.awaitExit(), agent::toString);
        assertFalse(agent.stdout().contains("secret"), agent::toString);
        assertTrue(agent.stdout().lines().allMatch(line -> line.startsWith("{\"event\":\"")), agent::toString);
    }

    @Test
    void killedAgentIsBackAtTheSameAddressWithinTwoSeconds() {
        int port = server().port();
        Running first = agent(port);
        String url = Stage.awaitUrl(first);
        Stage.awaitVisit(Duration.ofSeconds(2), port, HOST, "/echo");
        first.kill();
        first.awaitExit();
        long begun = System.nanoTime();
        assertEquals(url, Stage.awaitUrl(agent(port)));
        Stage.awaitVisit(Duration.ofSeconds(2), port, HOST, "/echo");
        assertWithin(Duration.ofSeconds(2), begun);
    }

    /** The name is taken over from one who lives and does not know it yet. */
    @Test
    void frozenAgentsOwnerTakesOver() {
        int port = server().port();
        Running first = agent(port);
        String url = Stage.awaitUrl(first);
        first.signal("STOP");
        long begun = System.nanoTime();
        assertEquals(url, Stage.awaitUrl(agent(port)));
        Stage.awaitVisit(Duration.ofSeconds(2), port, HOST, "/echo");
        assertWithin(Duration.ofSeconds(2), begun);
        first.signal("CONT");
        assertEquals(3, first.awaitExit(), first::toString);
        assertEquals(200, Stage.visit(port, HOST, "/echo").status());
    }

    @Test
    void killedServerHasItsAgentBackWithinFiveSeconds() {
        ServerProcess first = server();
        int port = first.port();
        Running agent = agent(port);
        Stage.awaitUrl(agent);
        first.running().kill();
        first.running().awaitExit();
        serverOn(port);
        long begun = System.nanoTime();
        Stage.awaitVisit(Duration.ofSeconds(5), port, HOST, "/echo");
        assertWithin(Duration.ofSeconds(5), begun);
        assertTrue(agent.isAlive());
    }

    /** The agent's page comes by a link, where the edge cannot tell it from a service's: so it has no code in its head. */
    @Test
    void serviceThatIsDownKeepsTheTunnelUp() {
        int port = server().port();
        Running agent = stage.agent(port, agentWords(Stage.freePort()));
        Stage.awaitUrl(agent);
        for (int visit = 0; visit < 3; visit++) {
            RawResponse page = Stage.visit(port, HOST, "/");
            assertEquals(502, page.status());
            assertTrue(page.body().contains("ADIT-502-REFUSED"), page::body);
        }
        assertTrue(agent.isAlive());
    }

    @Test
    void wrongKeyIsThree() {
        Running agent = stage.agentWithKey("wrong-" + Stage.KEY, server().port(), agentWords(service.port()));
        assertEquals(3, agent.awaitExit(), agent::toString);
        agent.awaitStderr("(?i)key");
        assertEquals("", agent.stdout());
    }

    @Test
    void serverWithoutAPoolIsExplained() {
        agent(stage.server().port()).awaitStderr("--pool-listen");
    }

    @Test
    void answersOfManyVisitorsNeverCross() throws Exception {
        int port = server("--limit-pool-waiting", "1000", "--timeout-pool-busy", "60s")
                .port();
        Stage.awaitUrl(agent(port));
        CyclicBarrier together = new CyclicBarrier(VISITORS);
        List<Callable<Void>> visits = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            int number = i;
            visits.add(() -> visitTagged(port, number, together));
        }
        try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> visit : visitors.invokeAll(visits)) {
                visit.get();
            }
        }
    }

    private static Void visitTagged(int port, int number, CyclicBarrier together) throws Exception {
        try (RawClient visitor = RawClient.connect(port).readPatience(Duration.ofSeconds(60))) {
            together.await(60, TimeUnit.SECONDS);
            for (int round = 0; round < 3; round++) {
                String tag = "tag-" + number + "-" + round + "-end";
                RawResponse answer = visitor.send("GET /echo?" + tag + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n")
                        .readResponse();
                assertEquals(200, answer.status(), answer.body());
                assertTrue(answer.body().contains("?" + tag), () -> tag + " got " + answer.body());
            }
        }
        return null;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answerThatRunsIsFinishedBeforeTheEnd(boolean serverEnds) {
        Gate gate = new Gate();
        Script held = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
                Script.pause(gate),
                Script.send("world"));
        ServerProcess server = server();
        try (ScriptedService slow = ScriptedService.start(held, Script.answer("other"))) {
            Running agent = stage.agent(server.port(), agentWords(slow.port()));
            Stage.awaitUrl(agent);
            try (RawClient visitor =
                    RawClient.connect(server.port()).send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n")) {
                assertTrue(visitor.readHead().startsWith("HTTP/1.1 200 "));
                assertEquals("hello", visitor.readText(5));
                Running ending = serverEnds ? server.running() : agent;
                long begun = System.nanoTime();
                ending.terminate();
                Await.until("it ends", () -> serverEnds ? !isServed(server.port()) : hasOneLink(server.port()));
                Await.until("three seconds of it", () -> System.nanoTime() - begun > ANSWER.toNanos());
                assertTrue(ending.isAlive(), ending::toString);
                gate.open();
                assertEquals("world", visitor.readText(5));
                assertEquals(0, ending.awaitExit(), ending::toString);
            } finally {
                gate.open();
            }
        }
    }

    /** The other nine have been closed by then. */
    private static boolean hasOneLink(int port) {
        return Stage.visit(port, Stage.DOMAIN, "/api/tunnels/shop/status")
                .body()
                .contains("\"connected_sockets\":1,");
    }

    private static boolean isServed(int port) {
        try {
            return Stage.visit(port, HOST, "/").status() == 200;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }

    private static void assertWithin(Duration limit, long begun) {
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(taken.compareTo(limit) <= 0, "took " + taken.toMillis() + " ms");
    }
}
