// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an agent of the pool protocol makes of the answers to its registration. */
class PoolRegistrationTest {
    private final ListenerRecord listener = new ListenerRecord();
    private final PlayedPool server = PlayedPool.start();

    @AfterEach
    void end() {
        server.close();
        assertFalse(listener.has("defect"), listener.lines.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            400 | ADIT-400-CONNECT | {"error":{"code":"X","message":"why not; do so"}}
            401 | ADIT-401-KEY     | why not; do so
            403 | ADIT-403-RIGHTS  | {"message":"why not; do so"}
            409 | ADIT-409-NAME    | {"error":"why not; do so"}
            """)
    void aRefusalOfTheFirstRegistrationEndsTheAgent(int status, String code, String body) {
        server.answer(head -> PlayedPool.status(status, body));
        try (Agent agent = start("shop")) {
            assertEquals(new AgentEnd(AgentEnd.Cause.REFUSED, code, "why not; do so"), end(agent));
            assertTrue(listener.has("refused  " + code + " why not; do so"), listener.lines.toString());
            assertEquals(1, server.heads.size());
        }
    }

    @Test
    void anotherNameThanAskedForEndsTheAgent() {
        server.answer(head -> server.granted("quick-red-fox", ""));
        try (Agent agent = start("shop")) {
            AgentEnd end = end(agent);
            assertEquals("ADIT-409-NAME", end.code());
            assertTrue(
                    end.message()
                            .startsWith("the server gave the name 'quick-red-fox' in place of 'shop', which is taken"),
                    end.message());
            assertEquals(0, server.accepted());
        }
    }

    @Test
    void aRedirectEndsTheAgentAndIsNotFollowed() {
        server.answer(head -> "HTTP/1.1 302 Found\r\nLocation: http://localhost:" + server.port()
                + "/other\r\nContent-Length: 0\r\n\r\n");
        try (Agent agent = start("shop")) {
            assertTrue(end(agent).message().contains("it redirects to"));
            assertEquals(1, server.heads.size());
        }
    }

    /** None of these is the last word: a proxy in front, a server that starts, one that is too busy. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            HTTP/1.1 200 OK~r~n~r~n<html>                                      | is no registration (message is not a JSON object
            HTTP/1.1 200 OK~r~nContent-Length: 2~r~n~r~n{}                     | is no registration (field "id" is missing)
            HTTP/1.1 200 OK~r~nContent-Length: 30~r~n~r~n{"id":"shop","port":  | is no registration
            HTTP/1.1 200 OK~r~nContent-Length: 24~r~n~r~n{"id":"shop","port":"x"} | field "port" is not a whole number
            HTTP/1.1 404 No~r~nContent-Length: 0~r~n~r~n                       | the server answered 404
            HTTP/1.1 429 No~r~nRetry-After: 0~r~nContent-Length: 4~r~n~r~nbusy | the server answered 429: busy
            HTTP/1.1 500 No~r~nContent-Length: 6~r~n~r~n<html>                 | the server answered 500: no reason given
            HTTP/1.1 503 No~r~nContent-Length: 0~r~n~r~n                       | the server answered 503
            SSH-2.0-OpenSSH~r~n~r~n                                            | is no tunnel server
            ^^                                                                 | the connection ended
            """)
    void anAnswerThatIsNoneIsAskedForAgain(String raw, String told) {
        String answer = raw.replace("~r~n", "\r\n");
        server.answer(head -> server.heads.size() < 3 ? answer : server.granted("shop", ""));
        try (Agent agent = start("shop")) {
            Await.until("ready in the end: " + listener.lines, () -> listener.has("ready shop"));
            assertEquals(3, server.heads.size());
            String first = listener.lines.stream()
                    .filter(line -> line.startsWith("disconnected"))
                    .findFirst()
                    .orElse("");
            assertTrue(first.contains(told), first);
            close(agent);
        }
    }

    @Test
    void anAnswerWithoutEndIsRefusedUnread() {
        UnaryOperator<String> huge =
                head -> "HTTP/1.1 200 OK\r\n\r\n{\"id\":\"" + "x".repeat(200_000) + "\",\"port\":1}";
        server.answer(huge);
        try (Agent agent = start("shop")) {
            Await.until("refused", () -> listener.has("disconnected the answer of"));
            close(agent);
        }
    }

    @Test
    void anAnswerInChunksIsRead() {
        String json = "{\"id\":\"shop\",\"auth_required\":false,\"port\":" + server.linkPort() + "}";
        server.answer(head -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(json.length()) + "\r\n" + json + "\r\n0\r\n\r\n");
        try (Agent agent = start("shop")) {
            Await.until("ready", () -> listener.has("ready shop"));
            close(agent);
        }
    }

    /** Where tunnels live below paths, a GET would show the key to whoever has the name. */
    @Test
    void ourOwnServerIsAskedByPostAlone() {
        server.postAnswer(request -> server.granted("shop", ",\"token\":\"t0k\""));
        try (Agent agent = start("shop")) {
            Await.until("ready", () -> listener.has("ready shop"));
            assertEquals(List.of(), server.heads);
            String request = server.posts.getFirst();
            assertTrue(request.startsWith("POST /api/tunnels HTTP/1.1\r\n"), request);
            assertTrue(request.contains("Authorization: Bearer k3y\r\n"), request);
            assertTrue(request.endsWith("\r\n\r\n{\"name\":\"shop\"}"), request);
            server.closesLinks(true);
            server.cut();
            Await.until("asked again", () -> server.posts.size() > 1);
            assertTrue(server.posts.get(1).endsWith("{\"name\":\"shop\",\"token\":\"t0k\"}"), server.posts.get(1));
            close(agent);
        }
    }

    @Test
    void ourOwnServersRefusalIsOne() {
        String refusal = "HTTP/1.1 404 No\r\nAdit-Error: ADIT-404-HOST\r\nContent-Length: 0\r\n\r\n";
        server.postAnswer(request -> server.posts.size() == 1
                ? refusal
                : refusal.replace("404", "403").replace("ADIT-403-HOST", "ADIT-403-RIGHTS"));
        try (Agent agent = start("shop")) {
            assertEquals("ADIT-403-RIGHTS", end(agent).code());
            assertTrue(listener.has("disconnected the server answered 404"), listener.lines.toString());
            assertTrue(
                    listener.lines.stream().anyMatch(line -> line.contains("when started with --pool-listen")),
                    listener.lines.toString());
            assertEquals(List.of(), server.heads);
        }
    }

    /** Else two agents of one owner would take the name from each other for ever. */
    @Test
    void anAgentReplacedAtOurOwnServerEnds() {
        String taken = "HTTP/1.1 409 No\r\nAdit-Error: ADIT-409-NAME\r\nContent-Length: 20\r\n\r\n"
                + "{\"message\":\"by you\"}";
        server.postAnswer(request -> server.posts.size() == 1 ? server.granted("shop", "") : taken);
        try (Agent agent = start("shop")) {
            Await.until("ready", () -> listener.has("ready shop"));
            server.closesLinks(true);
            server.cut();
            assertEquals(new AgentEnd(AgentEnd.Cause.REPLACED, "ADIT-REPLACED", "by you"), end(agent));
            assertTrue(listener.has("replaced shop"));
        }
    }

    @Test
    void anAgentWhoseKeyWasRevokedAtOurOwnServerEnds() {
        String revoked = "HTTP/1.1 401 No\r\nAdit-Error: ADIT-401-KEY\r\nContent-Length: 21\r\n\r\n"
                + "{\"message\":\"unknown\"}";
        server.postAnswer(request -> server.posts.size() == 1 ? server.granted("shop", "") : revoked);
        try (Agent agent = start("shop")) {
            Await.until("ready", () -> listener.has("ready shop"));
            server.closesLinks(true);
            server.cut();
            String told = "unknown; give a key that the server takes, with --key-file or ADIT_KEY";
            assertEquals(new AgentEnd(AgentEnd.Cause.REFUSED, "ADIT-401-KEY", told), end(agent));
        }
    }

    @Test
    void aForeignServerIsAskedByPostOnce() {
        try (Agent agent = start("shop")) {
            Await.until("ready", () -> listener.has("ready shop"));
            server.closesLinks(true);
            server.cut();
            Await.until("asked again", () -> server.heads.size() > 1);
            assertEquals(1, server.posts.size());
            close(agent);
        }
    }

    @ParameterizedTest
    @CsvSource({"403", "405", "500", "501", "302", "400", "401"})
    void aServerThatKnowsNoPostIsAskedByGet(int status) {
        server.postAnswer(request -> PlayedPool.status(status, "<html>no"));
        try (Agent agent = start("shop")) {
            Await.until("ready", () -> listener.has("ready shop"));
            close(agent);
        }
    }

    private Agent start(String name) {
        TunnelConfig tunnel = TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "1"))
                .withName(TunnelName.of(name));
        AgentConfig config = AgentConfig.of(
                ServerAddress.parse("http://localhost:" + server.port()),
                Optional.of(new Secret("k3y")),
                List.of(tunnel));
        return Agent.builder(config.withDial(config.dial().withProtocol(WireProtocol.POOL)))
                .transport(Transport.NIO)
                .listener(listener)
                .start();
    }

    private static void close(Agent agent) {
        agent.close();
        end(agent);
    }

    private static AgentEnd end(Agent agent) {
        return agent.ended().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
