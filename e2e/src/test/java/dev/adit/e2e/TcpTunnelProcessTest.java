// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static dev.adit.testkit.Script.readToEnd;
import static dev.adit.testkit.Script.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tcp tunnel from the outside (TP-02, TP-03, TP-08). */
class TcpTunnelProcessTest {
    /** A name whose hash is even: of two ports the server picks the first for it. */
    private static final String EVEN = "even";

    @RegisterExtension
    private final Processes processes = new Processes();

    @RegisterExtension
    private final ScriptedService service =
            ScriptedService.start(Script.of(send("banner\n"), readToEnd(), send("late answer")));

    private final int port = Stage.freePort();

    private ServerProcess server() {
        return ServerProcess.start(processes, "--tcp-ports", port + "-" + port);
    }

    @Test
    void bytesAndHalfClosePassBothWays() {
        Running agent = server().agent("tcp", Integer.toString(service.port()));
        agent.awaitStdout("^tcp://127\\.0\\.0\\.1:" + port + "  ->  tcp://localhost:" + service.port() + "\\R");
        try (RawClient visitor = RawClient.connect(port)) {
            assertEquals("banner\n", visitor.readText(7));
            visitor.send("question").halfClose();
            assertEquals("late answer", visitor.readToEnd());
        }
        assertTrue(service.received().equals("question"), service::received);
    }

    /** The name alone would lead the second server to the first port of its range. */
    @Test
    void afterTheServersReturnThePortIsTheSame() {
        ServerProcess before = server();
        Running agent = before.agent("tcp", "22", "--name", EVEN);
        String place = "tcp://127\\.0\\.0\\.1:" + port + "  ->  ";
        agent.awaitStdout("^" + place);
        before.running().kill();
        before.running().awaitExit();
        ServerProcess.startOn(processes, before.port(), "--tcp-ports", (port - 1) + "-" + port);
        agent.awaitStderr("connected again: " + place);
    }

    /** New visitors find no port any more, while who is there gets the whole answer (TP-08). */
    @Test
    void aConnectionLivesOnWhileItsAgentDrains() {
        Running agent = server().agent("tcp", Integer.toString(service.port()));
        Stage.awaitUrl(agent);
        try (RawClient visitor = RawClient.connect(port)) {
            assertEquals("banner\n", visitor.readText(7));
            agent.signal("TERM");
            Await.until("the port is closed", () -> !accepts(port));
            visitor.send("question").halfClose();
            assertEquals("late answer", visitor.readToEnd());
        }
        assertEquals(0, agent.awaitExit(), agent::toString);
    }

    private static boolean accepts(int port) {
        try {
            RawClient.connect(port).reset();
            return true;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }
}
