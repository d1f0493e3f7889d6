// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.e2e.Running;
import dev.adit.e2e.Stage;
import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that dies in the middle of an answer is a cut to its visitor, never a clean end (U7, H1-20). */
@Timeout(90)
class KilledAgentTest {
    @RegisterExtension
    private final Stage stage = new Stage();

    private final Gate never = new Gate();

    @RegisterExtension
    private final ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), connection -> {
        boolean chunked = connection.received().startsWith("GET /chunked ");
        Script.send(
                        chunked
                                ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                                : "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
                .play(connection);
        Script.pause(never).play(connection);
    }));

    @AfterEach
    void stop() {
        never.open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adit", "exio"})
    void visitorsSeeACut(String protocol) {
        int port = stage.server().port();
        Running agent = stage.http(port, service.port(), "-n", "shop", "--protocol", protocol);
        Stage.awaitUrl(agent);
        assertCut(port, agent);
    }

    private static void assertCut(int port, Running agent) {
        try (RawClient length = ask(port, "/length");
                RawClient chunked = ask(port, "/chunked")) {
            assertTrue(length.readHead().startsWith("HTTP/1.1 200 "));
            assertEquals("hello", length.readText(5));
            assertTrue(chunked.readHead().startsWith("HTTP/1.1 200 "));
            assertEquals("5\r\nhello\r\n", chunked.readText(10));
            agent.kill();
            agent.awaitExit();
            assertEquals("", length.readToAnyEnd());
            assertFalse(chunked.readToAnyEnd().contains("0\r\n"), "a last chunk would be a clean end");
        }
    }

    private static RawClient ask(int port, String path) {
        RawClient visitor = RawClient.connect(port);
        return visitor.send("GET " + path + " HTTP/1.1\r\nHost: " + House.HOST + "\r\n\r\n");
    }
}
