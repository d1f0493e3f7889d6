// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static dev.adit.testkit.Script.answer;
import static dev.adit.testkit.Script.repeat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.ScriptedService;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names after a loss: the owner is back at once, visitors are told meanwhile (CE-14, CW-09, H1-20). */
class ComeBackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @RegisterExtension
    private final Processes processes = new Processes();

    @RegisterExtension
    private final ScriptedService service = ScriptedService.start(repeat(answer("hello")));

    @Test
    void aKilledAgentGetsItsNameBackAtItsNextStart() {
        ServerProcess server = ServerProcess.start(processes);
        Running first = server.readyHttp(service.port(), "shop");
        first.kill();
        first.awaitExit();
        assertEquals("ADIT-503-AWAY", awaitStatus(server, 503).field("Adit-Error"));
        server.readyHttp(service.port(), "shop");
        assertEquals("hello", awaitStatus(server, 200).body());
    }

    @Test
    void aFrozenAgentIsNoticedAndItsOwnerTakesOver() {
        ServerProcess server = ServerProcess.start(processes, "--timeout-ping", "300ms");
        Running first = server.readyHttp(service.port(), "shop", "--ping-interval", "300ms");
        first.signal("STOP");
        assertTrue(awaitStatus(server, 503).field("Retry-After").matches("\\d+"));
        server.readyHttp(service.port(), "shop");
        assertEquals("hello", awaitStatus(server, 200).body());
        first.signal("CONT");
    }

    @Test
    void afterTheServersReturnTheAgentIsBackByItself() {
        ServerProcess before = ServerProcess.start(processes);
        Running agent = before.readyHttp(service.port(), "shop");
        before.running().kill();
        before.running().awaitExit();
        ServerProcess after = ServerProcess.startOn(processes, before.port());
        assertEquals("hello", awaitStatus(after, 200).body());
        assertTrue(agent.isAlive());
    }

    private static RawResponse awaitStatus(ServerProcess server, int status) {
        return Await.value(PATIENCE, "a visitor sees " + status, () -> {
            RawResponse response = get(server);
            return response.status() == status ? Optional.of(response) : Optional.empty();
        });
    }

    private static RawResponse get(ServerProcess server) {
        try (RawClient visitor = RawClient.connect(server.port())) {
            return visitor.send("GET /shop/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    .readResponse();
        }
    }
}
