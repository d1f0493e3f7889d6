// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our agent at a localtunnel server. */
@Timeout(90)
class LocaltunnelServerInteropTest {
    private static final String HOST = "shop." + LocaltunnelServer.DOMAIN;

    @RegisterExtension
    private final Stage stage = new Stage();

    @RegisterExtension
    private final SampleService service = new SampleService();

    private final int port = Stage.freePort();

    @BeforeAll
    static void wantsServer() {
        LocaltunnelServer.assumeInstalled();
    }

    private Running server() {
        return LocaltunnelServer.start(stage.processes(), port, 10);
    }

    private Running agent(String... options) {
        List<String> words = List.of("http", Integer.toString(service.port()), "--protocol", "pool");
        return stage.agentWithoutKey(port, Stage.words(words, options));
    }

    @Test
    void samplePassesWhole() {
        server();
        assertEquals("http://" + HOST, Stage.awaitUrl(agent("-n", "shop")));
        SampleService.assertPasses("http://" + HOST + ":" + port);
    }

    /** That server keeps one link of ten for the next request; the others are dialled anew. */
    @Test
    void manyVisitorsAtOnceAreAllServed() throws Exception {
        server();
        Stage.awaitUrl(agent("-n", "shop"));
        List<Callable<Integer>> visits = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            visits.add(() -> Stage.visit(port, HOST, "/echo").status());
        }
        try (ExecutorService visitors = Executors.newFixedThreadPool(32)) {
            for (Future<Integer> status : visitors.invokeAll(visits)) {
                assertEquals(200, status.get());
            }
        }
    }

    @Test
    void serverMakesANameUp() {
        server();
        String url = Stage.awaitUrl(agent());
        assertTrue(url.matches("http://[a-z0-9-]+\\.lt\\.localhost"), url);
        assertEquals(200, Stage.visit(port, URI.create(url).getHost(), "/echo").status());
    }

    /** That server gives another name without a word. */
    @Test
    void takenNameEndsTheAgent() {
        server();
        Stage.awaitUrl(agent("-n", "shop"));
        Running second = agent("-n", "shop");
        assertEquals(3, second.awaitExit(), second::toString);
        second.awaitStderr("in place of 'shop', which is taken");
        assertEquals("", second.stdout());
        assertEquals(200, Stage.visit(port, HOST, "/echo").status());
    }

    @Test
    void restartedServerHasItsAgentBack() {
        Running first = server();
        Running agent = agent("-n", "shop");
        Stage.awaitUrl(agent);
        first.kill();
        first.awaitExit();
        server();
        Stage.awaitVisit(Duration.ofSeconds(20), port, HOST, "/echo");
        assertTrue(agent.isAlive());
    }

    @Test
    void agentThatIsToldToEndEndsItsLinks() {
        server();
        Running agent = agent("-n", "shop", "--links", "3");
        Stage.awaitUrl(agent);
        Await.until("three links", () -> sockets().contains(":3"));
        agent.terminate();
        assertEquals(0, agent.awaitExit(), agent::toString);
        Await.until("the server has let go of the name", () -> sockets().contains("Not Found"));
    }

    private String sockets() {
        return Stage.visit(port, LocaltunnelServer.DOMAIN, "/api/tunnels/shop/status")
                .body();
    }
}
