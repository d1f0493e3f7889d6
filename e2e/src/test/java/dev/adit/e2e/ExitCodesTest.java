// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands end (CL-01, CL-07, CL-08). */
class ExitCodesTest {
    @RegisterExtension
    private final Processes processes = new Processes();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dig",
                "http",
                "http 0",
                "http 70000",
                "http abc:x",
                "http 3000 4000",
                "http 3000 --nam x",
                "server --listen nowhere",
                "server --routing sideways",
                "server --domain http://x",
                "tcp 22 --remote-port 0"
            })
    void wrongUsageIsTwoAndSaysWhyOnStderr(String line) {
        Running adit = processes.adit(line.isEmpty() ? new String[0] : line.split(" "));
        assertEquals(2, adit.awaitExit(), adit::toString);
        assertFalse(adit.stderr().isBlank(), adit::toString);
        assertEquals("", adit.stdout());
    }

    @Test
    void aWrongKeyIsThree() {
        ServerProcess server = ServerProcess.start(processes);
        Running agent = server.agentWith(Map.of("ADIT_KEY", "wrong-" + ServerProcess.KEY), "http", "3000");
        assertEquals(3, agent.awaitExit(), agent::toString);
    }

    @Test
    void theReplacedSessionOfAnOwnerEndsWithThree() {
        ServerProcess server = ServerProcess.start(processes);
        Running first = server.readyHttp(3000, "shop");
        server.readyHttp(3001, "shop");
        assertEquals(3, first.awaitExit(), first::toString);
    }

    @Test
    void anUnreachableServerIsOneForThoseWhoDoNotWantToWait() {
        Running agent = processes.adit(
                Map.of("ADIT_KEY", ServerProcess.KEY),
                "http",
                "3000",
                "--server",
                "http://127.0.0.1:1",
                "--exit-on-disconnect");
        assertEquals(1, agent.awaitExit(), agent::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void oneSignalEndsAgentAndServerWithZero(String signal) {
        ServerProcess server = ServerProcess.start(processes);
        Running agent = server.readyHttp(3000, "shop");
        agent.signal(signal);
        assertEquals(0, agent.awaitExit(), agent::toString);
        server.running().signal(signal);
        assertEquals(0, server.running().awaitExit(), () -> server.running().toString());
    }

    @Test
    void aSecondSignalEndsADrainingServerAtOnce() {
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.pause(gate)));
                Opened opened = Opened.of(processes, service)) {
            gate.awaitReached();
            opened.server().running().terminate();
            opened.server().running().awaitStderr("(?i)drain");
            opened.server().running().terminate();
            assertEquals(143, opened.server().running().awaitExit());
            gate.open();
        }
    }

    /** A server, an agent and a visitor whose request is under way. */
    private record Opened(ServerProcess server, RawClient visitor) implements AutoCloseable {
        static Opened of(Processes processes, ScriptedService service) {
            ServerProcess server = ServerProcess.start(processes);
            server.readyHttp(service.port(), "shop");
            RawClient visitor = RawClient.connect(server.port());
            return new Opened(server, visitor.send("GET /shop/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        }

        @Override
        public void close() {
            visitor.close();
        }
    }
}
