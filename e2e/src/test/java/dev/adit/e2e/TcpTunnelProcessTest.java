// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static dev.adit.testkit.Script.readToEnd;
import static dev.adit.testkit.Script.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import org.junit.jupiter.api.Test;

/** A tcp tunnel from the outside (TP-02, TP-03). */
class TcpTunnelProcessTest {
    @Test
    void bytesAndHalfClosePassBothWays() {
        int port = Stage.freePort();
        try (Processes processes = new Processes();
                ScriptedService service =
                        ScriptedService.start(Script.of(send("banner\n"), readToEnd(), send("late answer")))) {
            ServerProcess server = ServerProcess.start(processes, "--tcp-ports", port + "-" + port);
            Running agent = server.agent("tcp", Integer.toString(service.port()));
            agent.awaitStdout("^tcp://127\\.0\\.0\\.1:" + port + "  ->  tcp://localhost:" + service.port() + "\\R");
            try (RawClient visitor = RawClient.connect(port)) {
                assertEquals("banner\n", visitor.readText(7));
                visitor.send("question").halfClose();
                assertEquals("late answer", visitor.readToEnd());
            }
            assertTrue(service.received().equals("question"), service::received);
        }
    }
}
