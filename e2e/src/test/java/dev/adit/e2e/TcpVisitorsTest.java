// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who visits, as whole processes see it: a real proxy in front, access lists, what the log says of those turned away. */
@Timeout(120)
class TcpVisitorsTest {
    private static final Pattern COUNT = Pattern.compile(" count=(\\d+)");

    @RegisterExtension
    private final Stage stage = new Stage();

    /** TP-07: one PROXY header in, another out. */
    @Test
    void theVisitorOfHaproxyIsKnownToTheService() {
        Optional<Path> haproxy = Processes.installed("haproxy");
        assumeTrue(haproxy.isPresent(), "haproxy is not installed");
        int tcp = Stage.freePort();
        int dialled = Stage.freePort();
        int visited = Stage.freePort();
        int port = stage.server(
                        "--tcp-ports", tcp + "-" + tcp, "--trusted-proxy", "127.0.0.1", "--accept-proxy-protocol")
                .port();
        Path configuration = stage.processes().write("haproxy.cfg", """
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 1m
                  timeout server 1m
                listen agents
                  bind 127.0.0.1:%d
                  server adit 127.0.0.1:%d send-proxy-v2
                listen visitors
                  bind 127.0.0.1:%d
                  server adit 127.0.0.1:%d send-proxy
                """.formatted(dialled, port, visited, tcp));
        stage.processes().start(haproxy.get(), Map.of(), "-db", "-f", configuration.toString());
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readToEnd(), Script.send("bye")))) {
            Running agent = stage.agent(dialled, "tcp", "127.0.0.1:" + service.port(), "--proxy-protocol", "v1");
            Stage.awaitUrl(agent);
            try (RawClient visitor = RawClient.connect(visited)) {
                assertEquals("bye", visitor.send("hello").halfClose().readToEnd());
                assertEquals(
                        "PROXY TCP4 127.0.0.1 127.0.0.1 "
                                + visitor.localAddress().getPort() + " " + service.port() + "\r\nhello",
                        service.received());
            }
        }
    }

    /** U4: a flood of connections is none of lines. */
    @Test
    void connectionsThatAreTurnedAwayAreSummedUp() {
        ServerProcess server = stage.server("--trusted-proxy", "127.0.0.1", "--accept-proxy-protocol");
        for (int i = 0; i < 40; i++) {
            try (RawClient visitor = RawClient.connect(server.port()).sendWhatIsTaken("GET / HTTP/1.1\r\n\r\n")) {
                assertTrue(visitor.endsWithoutAnotherByte());
            }
        }
        Await.until("all are told", () -> told(server.running().stderr()) == 40);
        String log = server.running().stderr();
        long lines = log.lines().filter(line -> line.contains("ADIT-400-PROXY")).count();
        assertTrue(lines <= 10, log);
        assertTrue(log.contains("refused surface=edge code=ADIT-400-PROXY peer=127.0.0.1"), log);
    }

    private static long told(String log) {
        return log.lines()
                .filter(line -> line.contains("code=ADIT-400-PROXY"))
                .mapToLong(line -> {
                    Matcher count = COUNT.matcher(line);
                    return count.find() ? Long.parseLong(count.group(1)) : 1;
                })
                .sum();
    }

    @Test
    void accessListsOfTheCommandLineHold() {
        int tcp = Stage.freePort();
        ServerProcess server = stage.server("--tcp-ports", tcp + "-" + tcp);
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("hello")))) {
            String target = "127.0.0.1:" + service.port();
            Stage.awaitUrl(stage.agent(server.port(), "tcp", target, "--allow-cidr", "10.0.0.0/8,192.168.0.0/16"));
            Stage.awaitUrl(stage.agent(
                    server.port(),
                    "http",
                    target,
                    "-n",
                    "shut",
                    "--allow-cidr",
                    "127.0.0.0/8",
                    "--deny-cidr",
                    "127.0.0.1"));
            Stage.awaitUrl(stage.agent(server.port(), "http", target, "-n", "open", "--allow-cidr", "127.0.0.1"));
            assertTrue(isReset(tcp));
            var denied = Stage.visit(server.port(), "shut." + Stage.DOMAIN, "/");
            assertEquals("403 ADIT-403-VISITOR", denied.status() + " " + denied.field("Adit-Error"));
            assertEquals(0, service.accepted());
            assertEquals(
                    200, Stage.visit(server.port(), "open." + Stage.DOMAIN, "/").status());
            server.running().awaitStderr("refused surface=tcp code=ADIT-403-VISITOR peer=127.0.0.1");
            assertFalse(server.running().stderr().contains("ERROR"), server.running()::toString);
        }
    }

    private static boolean isReset(int port) {
        try (RawClient visitor = RawClient.connect(port)) {
            visitor.read(1);
            return false;
        } catch (UncheckedIOException failed) {
            return failed.getCause() instanceof SocketException;
        }
    }

    /** A server that cannot tell who visits would let everybody in. */
    @Test
    void anAccessListTowardsExioDoesNotStart() {
        Running agent = stage.agent(1, "tcp", "22", "--allow-cidr", "10.0.0.0/8", "--protocol", "exio");
        assertEquals(2, agent.awaitExit());
        assertTrue(agent.stderr().contains("--allow-cidr"), agent::toString);
    }
}
