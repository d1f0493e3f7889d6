// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TCP tunnels between our programs and Exio's. */
@Timeout(90)
class ExioTcpInteropTest {
    /** Speaks first, as a mail server does, then answers one line. */
    private static final Script GREETER = Script.of(
            Script.send("220 ready\r\n"), Script.expect("QUIT\r\n"), Script.send("221 bye\r\n"), Script.readToEnd());

    @RegisterExtension
    private final Stage stage = new Stage();

    @BeforeAll
    static void wantsGo() {
        GoStandIns.assumeGo();
    }

    private static String portRange(int port) {
        return port + "-" + port;
    }

    private static void assertGreeted(int publicPort) {
        try (RawClient visitor = RawClient.connect(publicPort)) {
            assertEquals("220 ready\r\n", visitor.readUntil("\r\n"));
            visitor.send("QUIT\r\n");
            assertEquals("221 bye\r\n", visitor.readUntil("\r\n"));
        }
    }

    @Test
    void exioAgentServesAPortOfOurs() {
        int publicPort = Stage.freePort();
        int port = stage.server("--tcp-ports", portRange(publicPort)).port();
        try (ScriptedService service = ScriptedService.start(GREETER)) {
            Running agent = stage.exioAgent(port, "letters", service.port(), "-type", "tcp");
            assertEquals(
                    publicPort,
                    Integer.parseInt(
                            agent.awaitStdout("connected letters (\\d+)\\R").group(1)));
            assertGreeted(publicPort);
        }
    }

    /** Fault 7: the name of a TCP tunnel is no HTTP address. */
    @Test
    void tcpTunnelAnswersNoHttp() {
        int port = stage.server("--tcp-ports", portRange(Stage.freePort())).port();
        try (ScriptedService service = ScriptedService.start(Script.readToEnd())) {
            stage.exioAgent(port, "letters", service.port(), "-type", "tcp").awaitStdout("connected letters");
            assertEquals(404, Stage.visit(port, "letters." + Stage.DOMAIN, "/").status());
            assertEquals(0, service.accepted());
        }
    }

    @Test
    void noPortLeftIs503() {
        int port = stage.server("--tcp-ports", portRange(Stage.freePort())).port();
        stage.exioAgent(port, "letters", 1, "-type", "tcp").awaitStdout("connected letters");
        stage.exioAgent(port, "parcels", 1, "-type", "tcp").awaitStdout("refused 503");
    }

    @Test
    void halfCloseComesThrough() {
        int publicPort = Stage.freePort();
        int port = stage.server("--tcp-ports", portRange(publicPort)).port();
        Script counter = Script.of(Script.readToEnd(), Script.send("all read"));
        try (ScriptedService service = ScriptedService.start(counter)) {
            stage.exioAgent(port, "letters", service.port(), "-type", "tcp", "-half-close")
                    .awaitStdout("connected letters");
            try (RawClient visitor = RawClient.connect(publicPort)) {
                assertEquals("all read", visitor.send("one").halfClose().readToEnd());
            }
            assertEquals("one", service.received());
        }
    }

    @Test
    void ourAgentServesAPortOfExio() {
        int publicPort = Stage.freePort();
        int port = stage.exioServer("-tcp-ports", portRange(publicPort)).awaitListening();
        try (ScriptedService service = ScriptedService.start(GREETER)) {
            Running agent = stage.agent(port, "tcp", Integer.toString(service.port()), "-n", "letters");
            assertEquals("tcp://exio.localhost:" + publicPort, Stage.awaitUrl(agent));
            assertGreeted(publicPort);
        }
    }

    @Test
    void portOfOnesOwnChoiceIsNoExio() {
        Running agent = stage.agent(1, "tcp", "22", "--remote-port", "2222", "--protocol", "exio");
        assertEquals(2, agent.awaitExit());
        assertTrue(agent.stderr().contains("--remote-port"), agent::toString);
    }
}
