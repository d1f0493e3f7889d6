// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals: the first one drains and ends with 0, the second one ends at once. */
@Timeout(90)
class DrainProcessTest {
    private static final String HOST = "shop." + Stage.DOMAIN;

    @RegisterExtension
    private final Stage stage = new Stage();

    private final Gate gate = new Gate();
    /** Holds the first visitor; those who only look whether anybody is let in get an answer at once. */
    @RegisterExtension
    private final ScriptedService service = ScriptedService.start(
            Script.of(
                    Script.readHead(),
                    Script.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
                    Script.pause(gate),
                    Script.send("world")),
            Script.answer("other"));

    private Running server;
    private Running agent;
    private int port;

    @BeforeEach
    void start() {
        ServerProcess started = stage.server();
        server = started.running();
        port = started.port();
        agent = stage.http(port, service.port(), "-n", "shop");
        Stage.awaitUrl(agent);
    }

    @AfterEach
    void stop() {
        gate.open();
    }

    private RawClient visitorInMidAnswer() {
        RawClient visitor = RawClient.connect(port);
        visitor.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
        assertTrue(visitor.readHead().startsWith("HTTP/1.1 200 "));
        assertEquals("hello", visitor.readText(5));
        return visitor;
    }

    private void awaitNobodyAccepted() {
        Await.until("the server accepts nobody", () -> {
            try (RawClient late = RawClient.connect(port)) {
                return late.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n")
                                .readResponse()
                                .status()
                        == 503;
            } catch (UncheckedIOException failure) {
                return !(failure.getCause() instanceof SocketTimeoutException);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void serverFinishesWhatRuns(String signal) {
        try (RawClient visitor = visitorInMidAnswer()) {
            server.signal(signal);
            awaitNobodyAccepted();
            gate.open();
            assertEquals("world", visitor.readText(5));
            assertEquals(0, server.awaitExit(), server::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void agentFinishesWhatRuns(String signal) {
        try (RawClient visitor = visitorInMidAnswer()) {
            agent.signal(signal);
            Await.until(
                    "new visitors are told that the agent is away",
                    () -> Stage.visit(port, HOST, "/").status() == 503);
            gate.open();
            assertEquals("world", visitor.readText(5));
            assertEquals(0, agent.awaitExit(), agent::toString);
        }
    }

    /** A terminal that is closed says so to what runs in it; a server must not mind, whoever left it there. */
    @Test
    void aTerminalThatIsClosedEndsTheAgentAndNoServer() throws IOException {
        boolean ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .anyMatch(line -> line.startsWith("SigIgn:") && line.matches(".*[13579bdf]"));
        Assumptions.assumeFalse(ignored, "SIGHUP is ignored here (nohup), and so it is by what this starts");
        server.signal("HUP");
        agent.signal("HUP");
        assertEquals(0, agent.awaitExit(), agent::toString);
        assertEquals(503, Stage.visit(port, HOST, "/").status());
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void secondSignalEndsAtOnce(String signal, int code) {
        try (RawClient visitor = visitorInMidAnswer()) {
            server.signal(signal);
            awaitNobodyAccepted();
            server.signal(signal);
            assertEquals(code, server.awaitExit(), server::toString);
            assertTrue(visitor.endsWithoutAnotherByte());
        }
    }
}
