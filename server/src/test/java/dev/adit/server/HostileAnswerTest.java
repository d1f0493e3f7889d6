// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an agent says instead of an HTTP answer stays within its stream (YX-18, YX-19). */
class HostileAnswerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("YX-18 not HTTP", "SSH-2.0-OpenSSH_9.6\r\n\r\n"),
                Arguments.of("YX-18 a request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("YX-19 a head of a mebibyte", OK + "X: " + "x".repeat(1 << 20)),
                Arguments.of("YX-19 a thousand fields", OK + "X: y\r\n".repeat(1000) + "\r\n"),
                Arguments.of("YX-19 CR in a value", OK + "X: a\rb\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("YX-19 NUL in a value", OK + "X: a\0b\r\nContent-Length: 0\r\n\r\n"));
    }

    private static RawAgent agent(Stage stage) {
        RawAgent agent = stage.adit().greet();
        agent.claim(1, "demo");
        return agent;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aMalformedAnswerIs502(String name, String answer) {
        try (Stage stage = Stage.open();
                RawAgent agent = agent(stage);
                RawClient visitor = stage.visit("demo", "/")) {
            int id = agent.accept();
            agent.awaitText(id, "\r\n\r\n");
            agent.send(id, answer.substring(0, Math.min(answer.length(), 200_000)));
            RawResponse told = visitor.readResponse();
            assertEquals(502, told.status(), name);
            assertEquals("ADIT-502-PROTOCOL", told.field("Adit-Error"), name);
            agent.awaitReset(id);
            assertServes(stage, agent);
        }
    }

    private static void assertServes(Stage stage, RawAgent agent) {
        try (RawClient next = stage.visit("demo", "/next")) {
            agent.serve("next");
            assertEquals("next", next.readResponse().body());
        }
    }

    @Test
    void aSecondAnswerOnAStreamIsNeverSeen() { // YX-18
        try (Stage stage = Stage.open();
                RawAgent agent = agent(stage);
                RawClient visitor = stage.visit("demo", "/")) {
            int id = agent.accept();
            agent.awaitText(id, "\r\n\r\n");
            agent.send(id, OK + "Content-Length: 3\r\n\r\none" + OK + "Content-Length: 3\r\n\r\ntwo");
            assertEquals("one", visitor.readResponse().body());
            assertServes(stage, agent);
            visitor.send("GET /again HTTP/1.1\r\nHost: demo.tunnels.test\r\nConnection: close\r\n\r\n");
            agent.serve("three");
            assertTrue(visitor.readToEnd().endsWith("\r\n\r\nthree"));
        }
    }

    @Test
    void anAnswerBeforeTheRequestHasEndedIsForwarded() { // YX-18, H1-18
        try (Stage stage = Stage.open();
                RawAgent agent = agent(stage);
                RawClient visitor = RawClient.connect(stage.port())
                        .send("POST / HTTP/1.1\r\nHost: demo.tunnels.test\r\nContent-Length: 1000000\r\n\r\n")) {
            int id = agent.accept();
            agent.finish(id, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
            RawResponse answer = visitor.readResponse("POST");
            assertEquals(413, answer.status());
            assertEquals("big", answer.body());
            assertServes(stage, agent);
        }
    }

    @Test
    void noTunnelSetsACookieThatOthersGet() { // CK-01
        try (Stage stage = Stage.open();
                RawAgent agent = agent(stage);
                RawClient visitor = stage.visit("demo", "/")) {
            int id = agent.accept();
            agent.finish(id, OK + "Set-Cookie: a=b; Domain=tunnels.test; Secure\r\nContent-Length: 0\r\n\r\n");
            assertEquals("a=b; Secure", visitor.readResponse().field("Set-Cookie"));
        }
    }
}
