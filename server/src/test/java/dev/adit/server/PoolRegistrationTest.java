// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool client is told when it registers (AL-01, AL-03; AetherLink's faults 2 and 15). */
class PoolRegistrationTest {
    @Test
    void theAnswerHasTheFieldsThatClientsRead() {
        try (Stage stage = PoolPeer.withKeys()) {
            RawResponse answer = PoolPeer.get(stage, "/myapp", PoolPeer.KEY_FIELD);
            assertEquals(200, answer.status(), answer::body);
            assertTrue(
                    answer.body()
                            .matches("\\{\"id\":\"myapp\",\"port\":\\d+,\"max_conn_count\":10,"
                                    + "\"url\":\"http://myapp\\.tunnels\\.test:\\d+\",\"auth_required\":true,"
                                    + "\"token\":\"[\\w-]+\\.[\\w-]+\\.[\\w-]+\",\"links\":\"shared\"}\\s*"),
                    answer.body());
            assertEquals("no-store", answer.field("Cache-Control"));
        }
    }

    /** AL-01. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /AB            | 403 | ADIT-403-NAME
            GET    | /a             | 403 | ADIT-403-NAME
            GET    | /-abc          | 403 | ADIT-403-NAME
            GET    | /favicon.ico   | 403 | ADIT-403-NAME
            GET    | /%2e%2e        | 403 | ADIT-403-NAME
            GET    | /..            | 403 | ADIT-403-NAME
            GET    | /a/b           | 404 | ADIT-404-HOST
            GET    | /api/other     | 404 | ADIT-404-HOST
            GET    | /api/tunnels   | 405 | ADIT-405-METHOD
            DELETE | /api/tunnels   | 405 | ADIT-405-METHOD
            HEAD   | /myapp         | 405 | ADIT-405-METHOD
            DELETE | /myapp         | 405 | ADIT-405-METHOD
            GET    | /www           | 409 | ADIT-409-RESERVED
            """)
    void oddRequestsAreRefusedInJson(String method, String path, int status, String code) {
        try (Stage stage = PoolPeer.withKeys()) {
            assertEquals(status, ask(stage, method, path).status());
            if (!method.equals("HEAD")) {
                PoolPeer.assertRefused(ask(stage, method, path), status, code);
            }
        }
    }

    private static RawResponse ask(Stage stage, String method, String path) {
        return stage.ask(
                method + " " + path + " HTTP/1.1\r\nHost: " + Stage.DOMAIN + "\r\n" + PoolPeer.KEY_FIELD + "\r\n");
    }

    @Test
    void aNameOfSixtyFourLettersIsRefusedAndOneOfSixtyThreeIsNot() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer.assertRefused(PoolPeer.get(stage, "/" + "a".repeat(64), PoolPeer.KEY_FIELD), 403, "ADIT-403-NAME");
            assertEquals(
                    200,
                    PoolPeer.get(stage, "/" + "a".repeat(63), PoolPeer.KEY_FIELD)
                            .status());
        }
    }

    /** AL-03: they are ordinary names here. */
    @ParameterizedTest
    @CsvSource({"constructor, 200", "hasownproperty, 200", "__proto__, 403", "toString, 200"})
    void namesOfObjectPropertiesAreNothingSpecial(String name, int status) {
        try (Stage stage = PoolPeer.withKeys()) {
            assertEquals(
                    404,
                    PoolPeer.get(stage, "/api/tunnels/" + name + "/status", "").status());
            assertEquals(
                    status, PoolPeer.get(stage, "/" + name, PoolPeer.KEY_FIELD).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"demo\"", "{\"name\":1}", "{\"token\":[]}"})
    void badJsonIsRefused(String content) {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer.assertRefused(PoolPeer.post(stage, content, PoolPeer.KEY_FIELD), 400, "ADIT-400-REGISTRATION");
        }
    }

    @Test
    void postTakesANameOrNothing() {
        try (Stage stage = PoolPeer.withKeys()) {
            assertEquals(
                    "one",
                    PoolPeer.of(PoolPeer.post(stage, "{\"name\":\"one\"}", PoolPeer.KEY_FIELD))
                            .id());
            assertEquals(
                    "two",
                    PoolPeer.of(PoolPeer.post(stage, "{\"subdomain\":\"two\"}", PoolPeer.KEY_FIELD))
                            .id());
            assertEquals(
                    13,
                    PoolPeer.of(PoolPeer.post(stage, "", PoolPeer.KEY_FIELD))
                            .id()
                            .length());
            PoolPeer.assertRefused(PoolPeer.post(stage, " ".repeat(5000), PoolPeer.KEY_FIELD), 413, "ADIT-413-BODY");
        }
    }

    @Test
    void aChunkedRegistrationIsToldToSayItsLength() {
        try (Stage stage = PoolPeer.withKeys()) {
            RawResponse answer = stage.ask("POST /api/tunnels HTTP/1.1\r\nHost: " + Stage.DOMAIN + "\r\n"
                    + PoolPeer.KEY_FIELD + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
            PoolPeer.assertRefused(answer, 411, "ADIT-411-LENGTH");
        }
    }

    /** AetherLink's fault 15: what a browser fetches on its own changes nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Purpose: prefetch;prerender",
                "Purpose: prefetch",
                "X-Moz: prefetch",
                "Sec-Fetch-Site: cross-site",
                "Origin: http://other.example"
            })
    void prefetchesAndWebPagesOpenNoTunnel(String field) {
        try (Stage stage = PoolPeer.withKeys()) {
            assertEquals(
                    403,
                    PoolPeer.get(stage, "/myapp", PoolPeer.KEY_FIELD + field + "\r\n")
                            .status());
            assertEquals(
                    404, PoolPeer.get(stage, "/api/tunnels/myapp/status", "").status());
        }
    }

    /** AetherLink's fault 2: on a tunnel's own host every path is the tunnel's. */
    @Test
    void onATunnelsHostNothingRegisters() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").link()) {
            for (String path : List.of("/", "/login", "/?new", "/favicon.ico", "/api/status", "/api/tunnels")) {
                try (RawClient visitor = stage.visit("myapp", path)) {
                    assertTrue(PoolPeer.serve(link, path).startsWith("GET " + path + " HTTP/1.1"));
                    assertEquals(path, visitor.readResponse().body());
                }
            }
        }
    }

    @Test
    void inPathModeANameInThePathIsAVisitorsAndTwoPathsRegister() {
        try (Stage stage = Stage.open(config -> config.withEdge(
                        EdgeConfig.DEFAULT.withListen(PoolPeer.loopback()).withRouting(Routing.PATH))
                .withPool(PoolConfig.OFF.withListen(PoolPeer.loopback()).withBounds(PoolPeer.PATIENT)))) {
            assertEquals(404, PoolPeer.get(stage, "/myapp", PoolPeer.KEY_FIELD).status());
            assertEquals(404, PoolPeer.get(stage, "/", PoolPeer.KEY_FIELD).status());
            assertEquals(200, PoolPeer.get(stage, "/api/status", "").status());
            PoolPeer random = PoolPeer.of(PoolPeer.get(stage, "/?new", PoolPeer.KEY_FIELD));
            assertEquals(13, random.id().length());
            RawResponse named = PoolPeer.post(stage, "{\"name\":\"myapp\"}", PoolPeer.KEY_FIELD);
            assertEquals("http://tunnels.test/myapp/", PoolPeer.field(named, "url"));
            try (RawClient link = PoolPeer.of(named).link();
                    RawClient visitor =
                            RawClient.connect(stage.port()).send("GET /myapp/x HTTP/1.1\r\nHost: h\r\n\r\n")) {
                String request = PoolPeer.serve(link, "by path");
                assertTrue(request.startsWith("GET /x HTTP/1.1"), request);
                assertEquals("by path", visitor.readResponse().body());
            }
        }
    }
}
