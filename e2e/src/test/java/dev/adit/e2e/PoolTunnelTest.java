// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code adit server --pool-listen} and {@code adit http --protocol pool} as two processes: both ends of it are ours. */
@Timeout(90)
class PoolTunnelTest {
    private static final String HOST = "shop." + Stage.DOMAIN;
    private static final List<String> POOL = List.of("-n", "shop", "--protocol", "pool");
    private static final int VISITORS = 300;
    /** How long an answer runs on while its server or its agent ends. */
    private static final Duration ANSWER = Duration.ofSeconds(3);

    @RegisterExtension
    private final Stage stage = new Stage();

    @RegisterExtension
    private final SampleService service = new SampleService();

    private ServerProcess server(String... options) {
        return serverOn(0, options);
    }

    private ServerProcess serverOn(int port, String... options) {
        return stage.serverOn(port, Stage.words(List.of("--pool-listen", "127.0.0.1:0"), options));
    }

    private Running agent(int serverPort, String... options) {
        return agentOf(service.port(), serverPort, options);
    }

    private Running agentOf(int target, int serverPort, String... options) {
        return stage.http(serverPort, target, Stage.words(POOL, options));
    }

    @ParameterizedTest
    @CsvSource({"subdomain, http://shop.adit.localhost:%d", "path, http://127.0.0.1:%d/shop/"})
    void samplePassesWhole(String routing, String url) {
        int port = server("--routing", routing).port();
        assertEquals(url.formatted(port), Stage.awaitUrl(agent(port)));
        SampleService.assertPasses(url.formatted(port));
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
        Stage.awaitVisit(port, HOST, "/echo");
        first.kill();
        first.awaitExit();
        Stopwatch stopwatch = Stopwatch.start();
        assertEquals(url, Stage.awaitUrl(agent(port)));
        Stage.awaitVisit(port, HOST, "/echo");
        stopwatch.assertWithin(Duration.ofSeconds(2));
    }

    /** The name is taken over from one who lives and does not know it yet. */
    @Test
    void frozenAgentsOwnerTakesOver() {
        int port = server().port();
        Running first = agent(port);
        String url = Stage.awaitUrl(first);
        first.signal("STOP");
        Stopwatch stopwatch = Stopwatch.start();
        assertEquals(url, Stage.awaitUrl(agent(port)));
        Stage.awaitVisit(port, HOST, "/echo");
        stopwatch.assertWithin(Duration.ofSeconds(2));
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
        Stopwatch stopwatch = Stopwatch.start();
        Stage.awaitVisit(port, HOST, "/echo");
        stopwatch.assertWithin(Duration.ofSeconds(5));
        assertTrue(agent.isAlive());
    }

    /** The agent's page comes by a link, where the edge cannot tell it from a service's: so it has no code in its head. */
    @Test
    void serviceThatIsDownKeepsTheTunnelUp() {
        int port = server().port();
        Running agent = agentOf(stage.deafPort(), port);
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
        Running agent = stage.agentWithKey(
                "wrong-" + Stage.KEY,
                server().port(),
                Stage.words(List.of("http", Integer.toString(service.port())), POOL.toArray(String[]::new)));
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
            Running agent = agentOf(slow.port(), server.port());
            Stage.awaitUrl(agent);
            try (RawClient visitor =
                    RawClient.connect(server.port()).send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n")) {
                assertTrue(visitor.readHead().startsWith("HTTP/1.1 200 "));
                assertEquals("hello", visitor.readText(5));
                Running ending = serverEnds ? server.running() : agent;
                Stopwatch stopwatch = Stopwatch.start();
                ending.terminate();
                Await.until("it ends", () -> serverEnds ? !isServed(server.port()) : hasOneLink(server.port()));
                Await.until("three seconds of it", () -> stopwatch.taken().compareTo(ANSWER) > 0);
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
}
