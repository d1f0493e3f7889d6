// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.adit.e2e.Running;
import dev.adit.e2e.ServerProcess;
import dev.adit.e2e.Stage;
import dev.adit.testkit.Await;
import dev.adit.testkit.FaultProxy;
import dev.adit.testkit.LinkFault;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Agents that lost their server, or died themselves, are back by themselves and soon (CE-14, CW-07, CW-09). The tests
 * wait more than they work, so they run beside each other.
 */
@Timeout(120)
class ReturnTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BACK = Duration.ofSeconds(5);
    /** Two intervals of 10 s, and the part of one that had passed. */
    private static final Duration NOTICED = Duration.ofSeconds(25);

    @RegisterExtension
    private final Stage stage = new Stage();

    @RegisterExtension
    private final ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("hello")));

    private Running agent(int port, String... options) {
        return stage.http(port, service.port(), Stage.words(List.of("--name", "shop"), options));
    }

    @Test
    @Execution(CONCURRENT)
    void agentsAreBackWithinFiveSecondsOfAServerThatWasAwayForFifteen() {
        ServerProcess first = stage.server();
        int port = first.port();
        Running agent = agent(port);
        Stage.awaitUrl(agent);
        first.running().kill();
        first.running().awaitExit();
        Crowd.letPass(Duration.ofSeconds(15));
        assertTrue(agent.isAlive(), agent::toString);
        stage.serverOn(port);
        long begun = System.nanoTime();
        Stage.awaitVisit(PATIENCE, port, House.HOST, "/");
        assertWithin(BACK, begun, "the agent was back");
    }

    @Test
    @Execution(CONCURRENT)
    void bothEndsNoticeALinkThatWentSilentWithinTwentyFiveSeconds() {
        ServerProcess server = stage.server();
        try (FaultProxy network = FaultProxy.start(server.port())) {
            Running agent = agent(network.port(), "--json");
            agent.awaitStdout("\"event\":\"ready\"");
            long begun = System.nanoTime();
            network.both(new LinkFault.BlackHole());
            Await.until(
                    NOTICED.multipliedBy(2),
                    "both ends notice",
                    () -> agent.stdout().contains("\"event\":\"disconnected\"")
                            && Stage.visit(server.port(), House.HOST, "/").status() == 503);
            assertWithin(NOTICED, begun, "both ends noticed");
            network.both(new LinkFault.None());
            Stage.awaitVisit(PATIENCE, server.port(), House.HOST, "/");
        }
    }

    /** The old link stays silent for good; only the agent's own pings can tell. */
    @Test
    @Execution(CONCURRENT)
    void anAgentWhoseLinkWentSilentIsBackByAnother() {
        ServerProcess server = stage.server();
        try (FaultProxy network = FaultProxy.start(server.port())) {
            Running agent = agent(network.port(), "--ping-interval", "500ms", "--json");
            agent.awaitStdout("\"event\":\"ready\"");
            long begun = System.nanoTime();
            network.abandon();
            agent.awaitStdout("(?s)\"event\":\"ready\".*\"event\":\"ready\"");
            Figures.note("a silent link, pings of 500 ms: ready again after %d ms".formatted(millisSince(begun)));
            Stage.awaitVisit(PATIENCE, server.port(), House.HOST, "/");
        }
    }

    /** The server has moved: its name has another address, and nothing answers at the old one. */
    @Test
    @Execution(CONCURRENT)
    void anAgentFollowsItsServersNameToANewAddress() {
        int port = Stage.freePort();
        stage.processes().write("hosts", "127.0.0.1 tunnel.test\n");
        Running first = serverAt("127.0.0.1", port);
        Running agent = stage.adit(
                Map.of("ADIT_KEY", Stage.KEY, "ADIT_JAVA_OPTS", "-Djdk.net.hosts.file=hosts"),
                port,
                "http",
                Integer.toString(service.port()),
                "--name",
                "shop",
                "--server",
                "http://tunnel.test:" + port,
                "--allow-plaintext");
        Stage.awaitUrl(agent);
        Running second = serverAt("127.0.0.2", port);
        stage.processes().write("hosts", "127.0.0.2 tunnel.test\n");
        long begun = System.nanoTime();
        first.kill();
        second.awaitStderr("'shop' is open at");
        assertWithin(PATIENCE, begun, "an agent was at its server's new address");
    }

    private Running serverAt(String address, int port) {
        Running server = stage.processes()
                .adit(
                        Map.of("ADIT_BOOTSTRAP_KEY", Stage.KEY),
                        "server",
                        "--listen",
                        address + ":" + port,
                        "--admin",
                        "127.0.0.1:0",
                        "--domain",
                        "tunnel.test");
        server.awaitListening();
        return server;
    }

    @Test
    @Execution(CONCURRENT)
    void fiveRestartsInARowKeepTheName() {
        restart(5);
    }

    @Test
    @Tag("long")
    void fiftyRestartsInFiftySecondsKeepTheName() {
        long begun = System.nanoTime();
        restart(50);
        assertWithin(Duration.ofSeconds(50), begun, "50 restarts");
    }

    /** A loop that restarts the agent whenever a file is saved: half of them are killed, half may say goodbye. */
    private void restart(int times) {
        int port = stage.server().port();
        for (int i = 0; i < times; i++) {
            Running agent = agent(port);
            String url = Stage.awaitUrl(agent);
            assertTrue(url.startsWith("http://" + House.HOST), url);
            Stage.awaitVisit(BACK, port, House.HOST, "/");
            agent.signal(i % 2 == 0 ? "KILL" : "TERM");
        }
        Stage.awaitUrl(agent(port));
        Stage.awaitVisit(BACK, port, House.HOST, "/");
    }

    private static void assertWithin(Duration limit, long begun, String what) {
        long millis = millisSince(begun);
        Figures.note(what + " after " + millis + " ms");
        assertTrue(millis <= limit.toMillis(), what + " after " + millis + " ms");
    }

    private static long millisSince(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }
}
