// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of visitors whose agent fell silent when a newer one takes the name over: nobody waits for the silence
 * to be noticed, which takes twenty seconds (docs/decisions/0013).
 */
@Timeout(60)
class SilentTakeoverTest {
    /** Well below the time in which the silence is noticed by itself, and plenty for a second of probing. */
    private static final Duration SOON = Duration.ofSeconds(12);

    private static RawAgent agent(Stage stage) {
        RawAgent agent = stage.adit().greet();
        agent.claim(1, "demo");
        return agent;
    }

    private static void withNewer(Stage stage, Runnable check) {
        RawAgent newer = agent(stage);
        try {
            check.run();
        } finally {
            newer.close();
        }
    }

    private static RawClient ask(Stage stage, String head, String body) {
        return RawClient.connect(stage.port())
                .readPatience(SOON)
                .send(head + " HTTP/1.1\r\nHost: demo.tunnels.test\r\n" + body);
    }

    private static void assertLost(RawClient visitor) {
        RawResponse answer = visitor.readResponse();
        assertEquals(502, answer.status());
        assertEquals("ADIT-502-AGENT", answer.field("Adit-Error"));
    }

    /** Sessions live on any loop, so the visitor's connection moves with its exchange in about half of the rounds. */
    @RepeatedTest(6)
    void aRequestThatIsSafeToRepeatGoesToTheNewerAgentAndItsConnectionLivesOn() {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage);
                RawClient visitor = ask(stage, "GET /one", "\r\n")) {
            old.awaitText(old.accept(), "GET /one ");
            old.freeze();
            try (RawAgent newer = agent(stage)) {
                assertTrue(newer.serve("from the newer").contains("GET /one HTTP/1.1\r\n"));
                assertEquals("from the newer", visitor.readResponse().body());
                visitor.send("GET /two HTTP/1.1\r\nHost: demo.tunnels.test\r\n\r\n");
                assertTrue(newer.serve("once more").contains("GET /two "));
                assertEquals("once more", visitor.readResponse().body());
            }
        }
    }

    @Test
    void aBodyThatIsWholeGoesAlong() {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage);
                RawClient visitor = ask(stage, "PUT /x", "Content-Length: 4\r\n\r\nbody")) {
            old.awaitText(old.accept(), "body");
            old.freeze();
            try (RawAgent newer = agent(stage)) {
                int id = newer.accept();
                assertTrue(newer.awaitText(id, "body").contains("Content-Length: 4\r\n"));
                newer.finish(id, "HTTP/1.1 204 No Content\r\n\r\n");
                assertEquals(204, visitor.readResponse().status());
            }
        }
    }

    /** The rest comes while the connection is on its way, or after. */
    @Test
    void aBodyThatIsHalfThereIsSentFromItsBeginningAndGoesOn() {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage);
                RawClient visitor = ask(stage, "PUT /x", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")) {
            old.awaitText(old.accept(), "half");
            old.freeze();
            try (RawAgent newer = agent(stage)) {
                visitor.send("4\r\nrest\r\n0\r\nX-Sum: 1\r\n\r\n");
                int id = newer.accept();
                String seen = newer.awaitText(id, "0\r\n");
                assertTrue(seen.contains("4\r\nhalf\r\n4\r\nrest\r\n0\r\n"), seen);
                newer.finish(id, "HTTP/1.1 204 No Content\r\n\r\n");
                assertEquals(204, visitor.readResponse().status());
            }
        }
    }

    @Test
    void aBodyThatIsTooLongToBeKeptFails() {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage);
                RawClient visitor =
                        ask(stage, "PUT /x", "Content-Length: 70000\r\n\r\n" + "x".repeat(70_000 - 3) + "end")) {
            old.awaitText(old.accept(), "end");
            old.freeze();
            withNewer(stage, () -> assertLost(visitor));
        }
    }

    @Test
    void aRequestThatMayHaveHadAnEffectFailsAtOnce() {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage);
                RawClient visitor = ask(stage, "POST /x", "Content-Length: 4\r\n\r\nbody")) {
            old.awaitText(old.accept(), "body");
            old.freeze();
            withNewer(stage, () -> assertLost(visitor));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 103 Early Hints\r\n\r\n", "HTTP/1.1 20"})
    void afterTheFirstByteOfAnAnswerNothingIsRepeated(String begun) {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage);
                RawClient visitor = ask(stage, "GET /x", "\r\n")) {
            int id = old.accept();
            old.awaitText(id, "\r\n\r\n");
            old.send(id, begun);
            if (begun.contains("103")) {
                visitor.readHead();
            }
            old.freeze();
            withNewer(stage, () -> assertLost(visitor));
        }
    }

    @Test
    void anAnswerThatHasBegunIsCut() {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage);
                RawClient visitor = ask(stage, "GET /x", "\r\n")) {
            int id = old.accept();
            old.awaitText(id, "\r\n\r\n");
            old.send(id, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            visitor.readUntil("half");
            old.freeze();
            withNewer(stage, () -> assertTrue(visitor.endsWithoutAnotherByte()));
        }
    }

    /** What never left cannot have had an effect, whatever its method. */
    @Test
    void whatWaitsToBeOpenedGoesToTheNewerAgent() {
        try (Stage stage = Stage.open(config -> config.withLimits(config.limits()
                        .withConnections(
                                Limits.oneUnacknowledged(config.limits().connections()))));
                RawAgent old = agent(stage);
                RawClient first = ask(stage, "POST /first", "Content-Length: 4\r\n\r\nbody")) {
            old.awaitText(old.accept(), "body");
            old.freeze();
            try (RawClient second = ask(stage, "POST /second", "Content-Length: 4\r\n\r\nmore");
                    RawAgent newer = agent(stage)) {
                int id = newer.accept();
                assertTrue(newer.awaitText(id, "more").contains("POST /second "));
                newer.finish(id, "HTTP/1.1 204 No Content\r\n\r\n");
                assertEquals(204, second.readResponse().status());
                assertLost(first);
            }
        }
    }

    /** The other tunnel was not taken over, and a second of silence is no proof. */
    @Test
    void otherTunnelsOfTheSilentSessionWait() {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage)) {
            old.claim(2, "other");
            try (RawClient kept = stage.visit("other", "/kept");
                    RawClient moved = ask(stage, "GET /moved", "\r\n")) {
                int one = old.accept();
                int another = old.accept();
                int keptId = old.awaitText(one, "\r\n\r\n").contains("/kept") ? one : another;
                old.awaitText(another, "\r\n\r\n");
                old.freeze();
                try (RawAgent newer = agent(stage)) {
                    newer.serve("moved");
                    assertEquals("moved", moved.readResponse().body());
                    old.finish(keptId, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkept");
                    assertEquals("kept", kept.readResponse().body());
                }
            }
        }
    }

    /** A replaced Exio session ends at once, so what it can repeat goes over at once. */
    @Test
    void aRequestToAReplacedExioAgentGoesToTheNewerOne() {
        try (Stage stage = Stage.open();
                RawAgent old = stage.exio("demo", "http");
                RawClient visitor = ask(stage, "GET /x", "\r\n")) {
            old.awaitText(old.accept(), "\r\n\r\n");
            try (RawAgent newer = stage.exio("demo", "http")) {
                newer.serve("from the newer");
                assertEquals("from the newer", visitor.readResponse().body());
            }
        }
    }

    @Test
    void whenNoNewerAgentIsThereALostOneFailsItsVisitors() {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage);
                RawClient visitor = ask(stage, "GET /x", "\r\n")) {
            old.awaitText(old.accept(), "\r\n\r\n");
            old.client().reset();
            assertLost(visitor);
        }
    }

    /** A visitor who leaves while its connection is on its way takes nothing along. */
    @Test
    void aVisitorWhoLeavesMeanwhileIsForgotten() {
        try (Stage stage = Stage.open();
                RawAgent old = agent(stage)) {
            RawClient visitor = ask(stage, "GET /x", "\r\n");
            old.awaitText(old.accept(), "\r\n\r\n");
            old.freeze();
            try (RawAgent newer = agent(stage)) {
                visitor.reset();
                try (RawClient next = ask(stage, "GET /next", "\r\n")) {
                    String served = newer.serve("next");
                    if (served.contains("GET /x ")) {
                        served = newer.serve("next");
                    }
                    assertTrue(served.contains("GET /next "), served);
                    assertFalse(next.readResponse().body().isEmpty());
                }
            }
        }
    }
}
