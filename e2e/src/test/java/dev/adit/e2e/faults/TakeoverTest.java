// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.e2e.Running;
import dev.adit.e2e.Stage;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The owner's newer agent waits for nothing that the older one should still say (CW-09). */
@Timeout(90)
class TakeoverTest {
    /** The silence of an agent is noticed by itself after twice the ping interval of 10 s. */
    private static final Duration SOON = Duration.ofSeconds(12);

    @RegisterExtension
    private final Stage stage = new Stage();

    @RegisterExtension
    private final ScriptedService older = ScriptedService.start(Script.repeat(Script.answer("older")));

    @RegisterExtension
    private final ScriptedService newer = ScriptedService.start(Script.repeat(Script.answer("newer")));

    /** A laptop that sleeps: its agent holds the link and answers nothing. */
    @Test
    void theNameOfAFrozenAgentIsTheNextOnesWithinTwoSeconds() {
        int port = stage.server().port();
        Running frozen = stage.http(port, older.port(), "-n", "shop");
        Stage.awaitUrl(frozen);
        assertEquals("older", Stage.visit(port, House.HOST, "/").body());
        frozen.signal("STOP");
        long begun = System.nanoTime();
        Running second = stage.http(port, newer.port(), "-n", "shop");
        Stage.awaitUrl(second);
        assertEquals("newer", Stage.visit(port, House.HOST, "/").body());
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        Figures.note("the name of a frozen agent was the next one's after " + taken.toMillis() + " ms");
        assertTrue(taken.compareTo(Duration.ofSeconds(2)) <= 0, "took " + taken.toMillis() + " ms");
        frozen.signal("CONT");
        assertEquals(3, frozen.awaitExit(), frozen::toString);
        assertEquals("newer", Stage.visit(port, House.HOST, "/").body());
    }

    /** What was asked of the frozen one is not waited for: it goes to the next, or fails, long before 20 s are over. */
    @Test
    void visitorsOfAFrozenAgentGoToTheNextOneOrFailSoon() {
        int port = stage.server().port();
        Running frozen = stage.http(port, older.port(), "-n", "shop");
        Stage.awaitUrl(frozen);
        assertEquals("older", Stage.visit(port, House.HOST, "/").body());
        frozen.signal("STOP");
        String host = " HTTP/1.1\r\nHost: " + House.HOST + "\r\nContent-Length: 0\r\n\r\n";
        try (RawClient repeatable = RawClient.connect(port).readPatience(SOON).send("PUT /" + host);
                RawClient single = RawClient.connect(port).readPatience(SOON).send("POST /" + host)) {
            Running second = stage.http(port, newer.port(), "-n", "shop");
            Stage.awaitUrl(second);
            long begun = System.nanoTime();
            assertEquals("newer", repeatable.readResponse().body());
            RawResponse failed = single.readResponse();
            assertEquals("ADIT-502-AGENT", failed.field("Adit-Error"), failed::head);
            Figures.note("visitors of a frozen agent had their answers "
                    + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms after the next one was there");
        } finally {
            frozen.signal("CONT");
        }
    }
}
