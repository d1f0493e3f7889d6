// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static dev.adit.testkit.Script.answer;
import static dev.adit.testkit.Script.repeat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.ScriptedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An http tunnel from the outside: what is printed, what arrives. */
class HttpTunnelProcessTest {
    @RegisterExtension
    private final Processes processes = new Processes();

    @RegisterExtension
    private final ScriptedService service = ScriptedService.start(repeat(answer("hello")));

    @Test
    void theFirstLineOnStdoutIsThePublicUrlAndTheTarget() {
        ServerProcess server = ServerProcess.start(processes);
        Running agent = server.readyHttp(service.port(), "shop");
        assertEquals(
                "http://127.0.0.1:" + server.port() + "/shop/  ->  http://localhost:" + service.port(),
                agent.stdout().lines().findFirst().orElse(""));
    }

    @Test
    void inPathModeThePrefixIsTakenOff() {
        ServerProcess server = ServerProcess.start(processes);
        server.readyHttp(service.port(), "shop");
        RawResponse response = get(server, "127.0.0.1", "/shop/a//b?c=%2e");
        assertEquals("hello", response.body());
        assertTrue(service.received().startsWith("GET /a//b?c=%2e HTTP/1.1\r\n"), service::received);
    }

    @Test
    void inSubdomainModeTheHostNamesTheTunnel() {
        ServerProcess server = ServerProcess.start(processes, "--domain", "tunnel.test");
        Running agent = server.readyHttp(service.port(), "shop");
        assertTrue(agent.stdout().startsWith("http://shop.tunnel.test:" + server.port() + "  ->  "), agent::toString);
        assertEquals("hello", get(server, "SHOP.tunnel.test.", "/x").body());
        assertTrue(service.received().startsWith("GET /x HTTP/1.1\r\n"), service::received);
        assertEquals("ADIT-404-NAME", get(server, "other.tunnel.test", "/x").field("Adit-Error"));
    }

    @Test
    void withJsonEveryLineIsAnEvent() {
        ServerProcess server = ServerProcess.start(processes);
        Running agent = server.agent("http", Integer.toString(service.port()), "--name", "shop", "--json");
        agent.awaitStdout("\\{\"event\":\"ready\".*\"tunnel\":\"shop\".*}\\R");
        get(server, "127.0.0.1", "/shop/path?secret=1");
        agent.awaitStdout("\\{\"event\":\"request\".*\"path\":\"/path\".*}\\R");
        assertFalse(agent.stdout().contains("secret"), agent::toString);
        assertTrue(agent.stdout().lines().allMatch(line -> line.startsWith("{\"event\":\"")), agent::toString);
    }

    @Test
    void aServiceThatIsDownKeepsTheTunnelUp() {
        ServerProcess server = ServerProcess.start(processes);
        service.stopListening();
        server.readyHttp(service.port(), "shop");
        RawResponse response = get(server, "127.0.0.1", "/shop/");
        assertEquals(502, response.status());
        assertEquals("ADIT-502-REFUSED", response.field("Adit-Error"));
    }

    /** Accepted on any loop, served on the session's: no first byte may come before somebody listens. */
    @Test
    void aRequestRightBehindTheConnectIsNeverLost() {
        ServerProcess server = ServerProcess.start(processes);
        server.readyHttp(service.port(), "shop");
        for (int visitor = 0; visitor < 300; visitor++) {
            assertEquals("hello", get(server, "127.0.0.1", "/shop/" + visitor).body());
        }
    }

    @Test
    void noKeyIsShownAnywhere() throws IOException {
        ServerProcess server = ServerProcess.start(processes, "--log-level", "debug");
        Running agent = server.readyHttp(service.port(), "shop", "--log-level", "debug");
        get(server, "127.0.0.1", "/shop/");
        for (Running one : new Running[] {server.running(), agent}) {
            assertFalse(one.toString().contains(ServerProcess.KEY), one::toString);
            Path commandLine = Path.of("/proc/" + one.pid() + "/cmdline");
            assertFalse(
                    Files.exists(commandLine) && Files.readString(commandLine).contains(ServerProcess.KEY));
        }
    }

    private static RawResponse get(ServerProcess server, String host, String target) {
        try (RawClient visitor = RawClient.connect(server.port())) {
            return visitor.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .readResponse();
        }
    }
}
