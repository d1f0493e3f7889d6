// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our agent at an Exio server: HTTP tunnels. */
@Timeout(90)
class ExioServerInteropTest {
    @RegisterExtension
    private final Stage stage = new Stage();

    @RegisterExtension
    private final SampleService service = new SampleService();

    @BeforeAll
    static void wantsGo() {
        GoStandIns.assumeGo();
    }

    /** A server that does not echo adit.1 is an Exio server; {@code --protocol exio} does not even ask. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sampleWorksThroughAServerThatFlushes(boolean told) {
        int port = stage.exioServer("-flush", "-upgrade").awaitListening();
        Running agent = told
                ? stage.http(port, service.port(), "-n", "shop", "--protocol", "exio")
                : stage.http(port, service.port(), "-n", "shop");
        assertEquals("https://exio.localhost/shop/", Stage.awaitUrl(agent));
        SampleService.assertPasses("http://127.0.0.1:" + port + "/shop/");
    }

    @Test
    void subdomainModeIsAskedOfTheServer() {
        int port = stage.exioServer("-routing", "subdomain").awaitListening();
        assertEquals("https://shop.exio.localhost", Stage.awaitUrl(stage.http(port, service.port(), "-n", "shop")));
        assertEquals(
                200, Stage.visit(port, "shop.exio.localhost:" + port, "/echo").status());
    }

    /** The Exio server picks no name and takes no empty one. */
    @Test
    void nameIsAlwaysSent() {
        int port = stage.exioServer().awaitListening();
        String url = Stage.awaitUrl(stage.http(port, service.port()));
        assertTrue(url.matches("https://exio\\.localhost/[a-z0-9-]{13,}/"), url);
        assertEquals(
                200,
                Stage.visit(port, "127.0.0.1", URI.create(url).getPath() + "echo")
                        .status());
    }

    /** H1-10: the word of an Exio server about the visitor cannot be verified. */
    @Test
    void forwardingFieldsAreOurs() {
        int port = stage.exioServer().awaitListening();
        Stage.awaitUrl(stage.http(port, service.port(), "-n", "shop"));
        try (RawClient visitor = RawClient.connect(port)) {
            String fields = "X-Forwarded-For: 192.0.2.1\r\nX-Real-IP: 192.0.2.1\r\nForwarded: for=192.0.2.1";
            String seen = visitor.send("GET /shop/echo HTTP/1.1\r\nHost: public.example\r\n" + fields + "\r\n\r\n")
                    .readResponse()
                    .body();
            assertTrue(!seen.contains("192.0.2.1"), seen);
            assertTrue(seen.contains("[\"X-Forwarded-Host\",\"public.example\"]"), seen);
            assertTrue(seen.contains("[\"X-Forwarded-Proto\",\"https\"]"), seen);
        }
    }

    /** Fault 3: that server takes the first head for the final one. */
    @Test
    void interimAnswersDoNotReachTheServer() {
        Script hints = Script.of(
                Script.readHead(),
                Script.send(
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        try (ScriptedService early = ScriptedService.start(hints)) {
            int port = stage.exioServer().awaitListening();
            Stage.awaitUrl(stage.http(port, early.port(), "-n", "shop"));
            RawResponse answer = Stage.visit(port, "127.0.0.1", "/shop/");
            assertEquals("200 ok", answer.status() + " " + answer.body());
        }
    }

    @Test
    void serviceThatIsDownIsTold() {
        int port = stage.exioServer().awaitListening();
        Stage.awaitUrl(stage.http(port, stage.deafPort(), "-n", "shop"));
        RawResponse answer = Stage.visit(port, "127.0.0.1", "/shop/");
        assertEquals(502, answer.status());
        assertEquals("ADIT-502-REFUSED", answer.field("Adit-Error"));
        assertTrue(answer.body().contains("ADIT-502-REFUSED"), answer::body);
    }

    @Test
    void wrongTokenIsFinal() {
        int port = stage.exioServer().awaitListening();
        Running agent = stage.agentWithKey("not-the-token-of-this-server-at-all", port, "http", "3000", "-n", "shop");
        assertEquals(3, agent.awaitExit(), agent::toString);
        assertTrue(agent.stderr().contains("401"), agent::toString);
        assertEquals("", agent.stdout());
    }

    @Test
    void takenNameIsFinal() {
        int port = stage.exioServer().awaitListening();
        stage.exioAgent(port, "shop", service.port()).awaitStdout("connected shop");
        Running agent = stage.http(port, service.port(), "-n", "shop");
        assertEquals(3, agent.awaitExit(), agent::toString);
        assertTrue(agent.stderr().contains("409"), agent::toString);
    }

    /** Fault 2: a lost session is dialled again, for ever. */
    @Test
    void serverThatComesBackFindsItsAgent() {
        Running server = stage.exioServer();
        int port = server.awaitListening();
        Stage.awaitUrl(stage.http(port, service.port(), "-n", "shop"));
        server.kill();
        server.awaitExit();
        stage.exioServer("-listen", "127.0.0.1:" + port).awaitListening();
        Stage.awaitVisit(Duration.ofSeconds(5), port, "127.0.0.1", "/shop/echo");
    }
}
