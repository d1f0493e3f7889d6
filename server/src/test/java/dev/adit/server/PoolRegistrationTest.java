// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.server.keys.KeyFile;
import dev.adit.server.keys.KeyRights;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool client is told when it registers (AL-01 to AL-05; AetherLink's faults 2, 5 to 9, 12 and 15). */
class PoolRegistrationTest {
    @TempDir
    Path data;

    private static void assertRefused(RawResponse answer, int status, String code) {
        assertEquals(status, answer.status(), answer::body);
        assertEquals("application/json", answer.field("Content-Type"));
        assertEquals(code, answer.field("Adit-Error"));
        assertTrue(answer.body().contains("\"message\":\""), answer.body());
    }

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer " + Stage.KEY,
                "authorization: apikey " + Stage.KEY,
                "X-API-Key: " + Stage.KEY,
            })
    void theKeyHasItsPlaces(String field) {
        try (Stage stage = PoolPeer.withKeys()) {
            assertEquals(
                    13,
                    PoolPeer.of(PoolPeer.get(stage, "/?new", field + "\r\n"))
                            .id()
                            .length());
        }
    }

    /** AL-02. */
    @Test
    void aKeyInTheQueryCountsOnlyWhenTheOperatorSaysSo() {
        try (Stage stage = PoolPeer.withKeys()) {
            assertRefused(PoolPeer.get(stage, "/?new&api_key=" + Stage.KEY, ""), 401, "ADIT-401-KEY");
        }
        try (Stage stage = PoolPeer.open(PoolPeer.PATIENT, PoolConfig::withQueryKey, Anonymous.OFF)) {
            assertEquals(
                    200, PoolPeer.get(stage, "/?new&api_key=" + Stage.KEY, "").status());
        }
    }

    /** AL-02, CE-03: the doors count together, and a right key is let in none the less. */
    @Test
    void withoutAKeyOrWithAWrongOneNobodyRegistersAndLearnsNothing() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer.register(stage, "taken");
            assertRefused(PoolPeer.get(stage, "/taken", ""), 401, "ADIT-401-KEY");
            assertRefused(PoolPeer.get(stage, "/?new", "X-API-Key: wrong\r\n"), 401, "ADIT-401-KEY");
            for (int i = 0; i < 8; i++) {
                PoolPeer.get(stage, "/?new", "X-API-Key: wrong\r\n");
            }
            String connect = RawAgent.request(stage.port(), "/_connect", "Authorization: Bearer wrong\r\n");
            assertEquals(429, stage.ask(connect).status());
            assertRefused(PoolPeer.get(stage, "/?new", "X-API-Key: wrong\r\n"), 429, "ADIT-429-RATE");
            assertEquals(200, PoolPeer.get(stage, "/?new", PoolPeer.KEY_FIELD).status());
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
                assertRefused(ask(stage, method, path), status, code);
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
            assertRefused(PoolPeer.get(stage, "/" + "a".repeat(64), PoolPeer.KEY_FIELD), 403, "ADIT-403-NAME");
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
            assertRefused(PoolPeer.post(stage, content, PoolPeer.KEY_FIELD), 400, "ADIT-400-REGISTRATION");
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
            assertRefused(PoolPeer.post(stage, " ".repeat(5000), PoolPeer.KEY_FIELD), 413, "ADIT-413-BODY");
        }
    }

    @Test
    void aChunkedRegistrationIsToldToSayItsLength() {
        try (Stage stage = PoolPeer.withKeys()) {
            RawResponse answer = stage.ask("POST /api/tunnels HTTP/1.1\r\nHost: " + Stage.DOMAIN + "\r\n"
                    + PoolPeer.KEY_FIELD + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
            assertRefused(answer, 411, "ADIT-411-LENGTH");
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
        try (Stage stage = Stage.open(config -> config.withEdge(EdgeConfig.DEFAULT
                        .withListen(ListenAddress.of("127.0.0.1", 0))
                        .withRouting(Routing.PATH))
                .withPool(PoolConfig.OFF
                        .withListen(ListenAddress.of("127.0.0.1", 0))
                        .withBounds(PoolPeer.PATIENT)))) {
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

    /** AL-04. */
    @Test
    void anotherOwnersNameIs409AndARandomOneByOption() throws IOException {
        String other = new KeyFile(data).create("other", KeyRights.HTTP).reveal();
        String otherKey = "X-API-Key: " + other + "\r\n";
        try (Stage stage = Stage.open(config -> pool(config.withData(data), PoolConfig.OFF))) {
            PoolPeer.register(stage, "myapp");
            assertRefused(PoolPeer.get(stage, "/myapp", otherKey), 409, "ADIT-409-NAME");
        }
        try (Stage stage = Stage.open(config -> pool(
                config.withData(data), PoolConfig.OFF.withListen(loopback()).withRandomName()))) {
            PoolPeer.register(stage, "myapp");
            PoolPeer given = PoolPeer.of(PoolPeer.get(stage, "/myapp", otherKey));
            assertEquals(13, given.id().length());
            assertNotEquals("myapp", given.id());
        }
    }

    private static ListenAddress loopback() {
        return ListenAddress.of("127.0.0.1", 0);
    }

    private static ServerConfig pool(ServerConfig config, PoolConfig pool) {
        return config.withPool(pool.withListen(loopback()).withBounds(PoolPeer.PATIENT));
    }

    /** AL-04: the newer registration of the same key has the name, and the links of the older one end. */
    @Test
    void theSameOwnerTakesItsNameOver() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient old = PoolPeer.register(stage, "myapp").joined(stage)) {
            PoolPeer next = PoolPeer.register(stage, "myapp");
            assertTrue(old.endsWithoutAnotherByte());
            try (RawClient link = next.link();
                    RawClient visitor = stage.visit("myapp", "/")) {
                PoolPeer.serve(link, "new");
                assertEquals("new", visitor.readResponse().body());
            }
        }
    }

    /** A pool and a session are the same to the registry. */
    @Test
    void anAgentOfTheSameKeyTakesThePoolsNameOverAndBack() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient link = PoolPeer.register(stage, "myapp").joined(stage);
                RawAgent agent = stage.adit().greet()) {
            assertTrue(agent.claim(1, "myapp").contains("\"claimed\""));
            assertTrue(link.endsWithoutAnotherByte());
            try (RawClient visitor = stage.visit("myapp", "/")) {
                agent.serve("session");
                assertEquals("session", visitor.readResponse().body());
            }
        }
    }

    /** AL-04: 65 bits each. */
    @Test
    void aThousandRandomIdsAreUniqueAndLong() {
        try (Stage stage = PoolPeer.withKeys();
                RawClient client = RawClient.connect(stage.port())) {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 1_000; i++) {
                client.send("GET /?new HTTP/1.1\r\nHost: tunnels.test\r\n" + PoolPeer.KEY_FIELD + "\r\n");
                String id = PoolPeer.of(client.readResponse()).id();
                assertTrue(id.matches("[a-z2-7]{13}"), id);
                ids.add(id);
            }
            assertEquals(1_000, ids.size());
        }
    }

    /** AL-05: the name is free again although a key has claimed it, and a visitor is told soon. */
    @Test
    void whoNeverConnectsLosesItsName() throws IOException {
        String other = new KeyFile(data).create("other", KeyRights.HTTP).reveal();
        PoolBounds soon = new PoolBounds(
                10, 64, Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMillis(500));
        try (Stage stage = Stage.open(config -> config.withData(data)
                .withPool(PoolConfig.OFF.withListen(loopback()).withBounds(soon)))) {
            PoolPeer.register(stage, "myapp");
            RawResponse away = stage.get("myapp.tunnels.test", "/");
            assertTrue(away.status() == 503 || away.status() == 404, away::head);
            stage.awaitStatus(Await.PATIENCE, "myapp", 404);
            assertEquals(
                    200,
                    PoolPeer.get(stage, "/myapp", "X-API-Key: " + other + "\r\n")
                            .status());
        }
    }

    @Test
    void aKeysRightsCountHereToo() throws IOException {
        KeyFile keys = new KeyFile(data);
        String narrow = keys.create(
                        "narrow", new KeyRights(List.of("team-*"), false, Optional.empty(), false, Optional.empty(), 1))
                .reveal();
        String field = "X-API-Key: " + narrow + "\r\n";
        try (Stage stage = Stage.open(config -> pool(config.withData(data), PoolConfig.OFF))) {
            assertRefused(PoolPeer.get(stage, "/other", field), 403, "ADIT-403-RIGHTS");
            assertEquals(200, PoolPeer.get(stage, "/team-a", field).status());
            assertRefused(PoolPeer.get(stage, "/team-b", field), 429, "ADIT-429-RATE");
        }
    }

    /** AetherLink's fault 6: a deleted key ends its tunnels. */
    @Test
    void aRevokedKeyEndsItsPoolWithinSeconds() throws IOException {
        KeyFile keys = new KeyFile(data);
        String key = keys.create("gone", KeyRights.HTTP).reveal();
        try (Stage stage = Stage.open(config -> pool(config.withData(data), PoolConfig.OFF))) {
            PoolPeer peer = PoolPeer.of(PoolPeer.get(stage, "/myapp", "X-API-Key: " + key + "\r\n"));
            try (RawClient link = peer.joined(stage)) {
                Files.writeString(keys.path(), "");
                assertTrue(link.endsWithoutAnotherByte());
            }
            stage.awaitStatus(Await.PATIENCE, "myapp", 404);
        }
    }

    @Test
    void withoutAKeyThereAreThreeTunnelsOfAnAddress() {
        try (Stage stage = PoolPeer.withoutKeys()) {
            for (String name : List.of("one", "two", "three")) {
                assertEquals(200, PoolPeer.get(stage, "/" + name, "").status());
            }
            assertRefused(PoolPeer.get(stage, "/four", ""), 429, "ADIT-429-RATE");
            assertEquals(200, PoolPeer.get(stage, "/four", PoolPeer.KEY_FIELD).status());
        }
    }

    @Test
    void withoutAKeyThereAreSoManyRegistrationsAMinute() {
        try (Stage stage = Stage.open(
                config -> config.withPool(PoolConfig.OFF.withListen(loopback()).withBounds(PoolPeer.PATIENT))
                        .withAccess(config.access().withAnonymous(Anonymous.POOL))
                        .withLimits(new ServerLimits(
                                config.limits().http(),
                                config.limits().connections(),
                                new ServerLimits.AnonymousLimits(10, 2))))) {
            PoolPeer.get(stage, "/one", "");
            assertRefused(PoolPeer.get(stage, "/one", ""), 409, "ADIT-409-NAME");
            assertEquals(200, PoolPeer.get(stage, "/two", "").status(), "one that is denied does not count");
            RawResponse refused = PoolPeer.get(stage, "/three", "");
            assertRefused(refused, 429, "ADIT-429-RATE");
            assertTrue(Integer.parseInt(refused.field("Retry-After")) > 0);
        }
    }

    @Test
    void anonymousPoolClientsAreNoAnonymousAgentsAndTheReverse() {
        try (Stage stage = PoolPeer.withoutKeys()) {
            assertEquals(
                    401,
                    stage.ask(RawAgent.request(stage.port(), "/_connect", "")).status());
        }
        try (Stage stage = PoolPeer.open(PoolPeer.PATIENT, pool -> pool, Anonymous.HTTP)) {
            assertRefused(PoolPeer.get(stage, "/?new", ""), 401, "ADIT-401-KEY");
        }
    }

    /** AetherLink's fault 9: the token crosses an open network. */
    @Test
    void theTokenNamesTheRegistrationAndNotTheKey() {
        try (Stage stage = PoolPeer.withKeys()) {
            String[] parts = PoolPeer.register(stage, "myapp").token().split("\\.", -1);
            String head = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            assertTrue(head.contains("\"alg\":\"HS256\""), head);
            for (String claim :
                    List.of("tunnel_id", "client_ip", "subdomain", "iss", "sub", "iat", "nbf", "exp", "jti")) {
                assertTrue(claims.contains("\"" + claim + "\":"), claims);
            }
            assertFalse(claims.contains(Stage.KEY), claims);
            assertFalse(claims.contains("bootstrap"), claims);
        }
    }

    /** AetherLink's fault 11: a token is renewed while its links live on. */
    @Test
    void aTokenIsRenewedWithoutLosingALink() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer first = PoolPeer.register(stage, "myapp");
            try (RawClient old = first.joined(stage)) {
                String wish = "{\"name\":\"myapp\",\"token\":\"" + first.token() + "\"}";
                PoolPeer second = PoolPeer.of(PoolPeer.post(stage, wish, PoolPeer.KEY_FIELD));
                assertEquals(first.port(), second.port());
                assertNotEquals(first.token(), second.token());
                try (RawClient another = second.link()) {
                    PoolPeer.awaitLinks(stage, "myapp", 2);
                    for (RawClient link : List.of(old, another)) {
                        try (RawClient visitor = stage.visit("myapp", "/")) {
                            PoolPeer.serve(link, "hi");
                            assertEquals("hi", visitor.readResponse().body());
                        }
                    }
                }
            }
        }
    }

    /** Without a key the token is what proves who has the name. */
    @Test
    void anOwnerWithoutAKeyRenewsByItsTokenAlone() {
        try (Stage stage = PoolPeer.withoutKeys()) {
            PoolPeer first = PoolPeer.of(PoolPeer.get(stage, "/myapp", ""));
            assertRefused(PoolPeer.post(stage, "{\"name\":\"myapp\"}", ""), 409, "ADIT-409-NAME");
            String wish = "{\"name\":\"myapp\",\"token\":\"" + first.token() + "\"}";
            assertEquals(200, PoolPeer.post(stage, wish, "").status());
        }
    }
}
