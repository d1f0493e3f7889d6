// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.keys.KeyFile;
import dev.adit.server.keys.KeyRights;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.wire.Cidr;
import dev.adit.wire.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake of agents, row by row (CE-01 to CE-10, CW-01 to CW-06). */
class ConnectTest {
    private static final String BEARER = "Authorization: Bearer " + Stage.KEY + "\r\n";
    private static final String ADIT = "Sec-WebSocket-Protocol: adit.1\r\n";

    private static RawResponse dial(Stage stage, String target, String fields) {
        return stage.ask(RawAgent.request(stage.port(), target, fields));
    }

    private static void assertAnswer(RawResponse answer, int status, String code) {
        assertEquals(status, answer.status(), answer::head);
        assertEquals(code, answer.field("Adit-Error"));
        assertEquals("close", answer.field("Connection"));
        assertTrue(answer.body().startsWith(code + ": "), answer.body());
    }

    /** CE-10, CW-03. */
    @Test
    void theAnswerSwitchesAndNegotiatesNoExtension() {
        try (Stage stage = Stage.open();
                RawAgent agent = RawAgent.dial(
                        stage.port(),
                        "/_connect",
                        Stage.KEY,
                        ADIT + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")) {
            assertEquals(
                    List.of(
                            "HTTP/1.1 101 Switching Protocols",
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                            "Sec-WebSocket-Protocol: adit.1",
                            ""),
                    agent.head().lines().toList());
        }
    }

    /** CE-01, CE-02: a key in the query is no key. */
    @Test
    void noKeyAndWrongKeysAre401() {
        try (Stage stage = Stage.open()) {
            assertAnswer(dial(stage, "/_connect?subdomain=demo", ADIT), 401, "ADIT-401-KEY");
            for (String wrong : List.of("x", Stage.KEY + "x", "adit_abcdefgh_" + "0".repeat(43), "")) {
                assertAnswer(
                        dial(stage, "/_connect?subdomain=demo", ADIT + "Authorization: Bearer " + wrong + "\r\n"),
                        401,
                        "ADIT-401-KEY");
            }
            assertAnswer(
                    dial(stage, "/_connect?subdomain=demo", ADIT + "Authorization: Basic " + Stage.KEY + "\r\n"),
                    401,
                    "ADIT-401-KEY");
            assertAnswer(
                    dial(stage, "/_connect?subdomain=demo&token=" + Stage.KEY + "&api_key=" + Stage.KEY, ADIT),
                    401,
                    "ADIT-401-KEY");
        }
    }

    @Test
    void anExpiredKeyIs401(@TempDir Path data) throws IOException {
        KeyRights expired = new KeyRights(
                List.of(),
                false,
                Optional.empty(),
                false,
                Optional.of(Instant.now().minusSeconds(1)),
                0);
        Secret key = new KeyFile(data).create("old", expired);
        try (Stage stage = Stage.open(config -> config.withData(data))) {
            assertAnswer(
                    dial(stage, "/_connect", ADIT + "Authorization: Bearer " + key.reveal() + "\r\n"),
                    401,
                    "ADIT-401-KEY");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER", "Bearer  "})
    void theSchemeHasNoCase(String scheme) {
        try (Stage stage = Stage.open();
                RawAgent agent = RawAgent.dial(
                        stage.port(), "/_connect", "", ADIT + "Authorization: " + scheme + " " + Stage.KEY + "\r\n")) {
            assertTrue(agent.head().startsWith("HTTP/1.1 101"));
        }
    }

    @Test
    void twoAuthorizationFieldsAre400AndAnEndlessOne431() {
        try (Stage stage = Stage.open()) {
            assertAnswer(dial(stage, "/_connect", ADIT + BEARER + BEARER), 400, "ADIT-400-CONNECT");
            try (RawClient client = RawClient.connect(stage.port())) {
                client.send(RawAgent.request(
                        stage.port(), "/_connect", "Authorization: Bearer " + "x".repeat(40_000) + "\r\n"));
                assertEquals(431, client.readResponse().status());
            }
        }
    }

    /** CE-03: further wrong ones are told to wait, a right one is let in. */
    @Test
    void theEleventhWrongKeyOfAMinuteIs429AndARightOneIsLetIn() {
        try (Stage stage = Stage.open()) {
            for (int i = 0; i < 10; i++) {
                assertEquals(
                        401,
                        dial(stage, "/_connect", ADIT + "Authorization: Bearer x\r\n")
                                .status());
            }
            RawResponse refused = dial(stage, "/_connect", ADIT + "Authorization: Bearer x\r\n");
            assertAnswer(refused, 429, "ADIT-429-RATE");
            assertEquals("60", refused.field("Retry-After"), "as the text says");
            stage.adit().close();
        }
    }

    /** CE-03 behind a proxy: who guesses keys there locks nobody else out. */
    @Test
    void wrongKeysCountForTheAgentThatATrustedProxyNames() {
        try (Stage stage = Stage.open(
                config -> config.withEdge(config.edge().withTrustedProxies(List.of(Cidr.parse("127.0.0.0/8")))))) {
            String wrong = ADIT + "Authorization: Bearer x\r\nX-Forwarded-For: 198.51.100.";
            for (int i = 0; i < 10; i++) {
                assertEquals(401, dial(stage, "/_connect", wrong + "1\r\n").status());
            }
            assertEquals(429, dial(stage, "/_connect", wrong + "1\r\n").status());
            assertEquals(401, dial(stage, "/_connect", wrong + "2\r\n").status());
        }
    }

    /** CE-04, CW-02. */
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1"})
    void aWebPageIs403(String origin) {
        try (Stage stage = Stage.open()) {
            assertAnswer(
                    dial(stage, "/_connect", ADIT + BEARER + "Origin: " + origin + "\r\n"), 403, "ADIT-403-ORIGIN");
        }
    }

    /** CE-05, CW-01. */
    @Test
    void whatIsNoWebSocketHandshakeIsRefusedByItsFault() {
        try (Stage stage = Stage.open()) {
            String host = "Host: localhost\r\n";
            String upgrade = "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n";
            String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
            RawResponse plain = stage.ask("GET /_connect HTTP/1.1\r\n" + host + BEARER + "\r\n");
            assertAnswer(plain, 426, "ADIT-426-UPGRADE");
            assertEquals("13", plain.field("Sec-WebSocket-Version"));
            RawResponse old = stage.ask(
                    "GET /_connect HTTP/1.1\r\n" + host + BEARER + upgrade + key + "Sec-WebSocket-Version: 12\r\n\r\n");
            assertAnswer(old, 426, "ADIT-426-UPGRADE");
            assertEquals("13", old.field("Sec-WebSocket-Version"));
            assertAnswer(
                    stage.ask("GET /_connect HTTP/1.1\r\n" + host + BEARER + upgrade
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n"),
                    400,
                    "ADIT-400-CONNECT");
            RawResponse post = stage.ask("POST /_connect HTTP/1.1\r\n" + host + BEARER + "Content-Length: 2\r\n\r\nhi");
            assertAnswer(post, 405, "ADIT-405-METHOD");
            assertEquals("GET", post.field("Allow"));
            String whole = host + BEARER + upgrade + key + "Sec-WebSocket-Version: 13\r\n";
            assertAnswer(stage.ask("POST /_connect HTTP/1.1\r\n" + whole + "\r\n"), 405, "ADIT-405-METHOD");
            assertAnswer(
                    stage.ask("GET /_connect HTTP/1.1\r\n" + whole + "Content-Length: 2\r\n\r\nhi"),
                    400,
                    "ADIT-400-CONNECT");
        }
    }

    /** CE-06 for an Exio agent, whose name is in the dial; nothing of it is reserved. */
    @ParameterizedTest
    @CsvSource({
        "-a, 400",
        "a-, 400",
        "ab, 400",
        "A_b, 400",
        "'', 400",
        "%F0%9F%98%80x, 400",
        "xn--%FF, 400",
        "xn--999999, 400",
        "www, 409",
        "api, 409",
        "admin, 409",
        "localhost, 409"
    })
    void namesThatCannotBe(String name, int status) {
        try (Stage stage = Stage.open()) {
            RawResponse answer = dial(stage, "/_connect?subdomain=" + name, BEARER);
            assertAnswer(answer, status, status == 400 ? "ADIT-400-NAME" : "ADIT-409-RESERVED");
        }
    }

    @Test
    void namesOf63CharactersAreTheLongest() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.exio("A".repeat(63), "HTTP")) {
            assertTrue(agent.head().startsWith("HTTP/1.1 101"));
            assertAnswer(dial(stage, "/_connect?subdomain=" + "a".repeat(64), BEARER), 400, "ADIT-400-NAME");
            assertAnswer(dial(stage, "/_connect", BEARER), 400, "ADIT-400-NAME");
            assertAnswer(dial(stage, "/_connect?subdomain=demo&type=udp", BEARER), 400, "ADIT-400-CONNECT");
        }
    }

    /** CE-09: the dialler leaves right behind its request, by FIN or by RST. */
    @Test
    void droppedHandshakesLeaveNothingBehind() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage =
                Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)))) {
            for (int i = 0; i < 200; i++) {
                String type = i % 2 == 0 ? "http" : "tcp";
                try (RawClient client = RawClient.connect(stage.port())) {
                    client.send(RawAgent.request(stage.port(), "/_connect?subdomain=demo&type=" + type, BEARER));
                    if (i % 4 < 2) {
                        client.reset();
                    }
                }
            }
            Await.until(
                    "nobody serves the name",
                    () -> !Stage.accepts(ports.first())
                            && stage.get("demo.tunnels.test", "/").status() != 502);
            // A dial that hung up while its key was looked at may still claim the name, and lose it, meanwhile.
            try (RawAgent agent = Await.value("an agent is let in", () -> Optional.of(stage.exio("demo", "tcp")))) {
                assertTrue(agent.head().contains("X-Exio-TCP-Port: " + ports.first() + "\r\n"), agent.head());
            }
        }
    }

    @Test
    void theConfigurationIsToldToAnybody() {
        try (Stage stage = Stage.open()) {
            RawResponse answer = stage.get("localhost", "/_config");
            assertEquals(200, answer.status());
            assertEquals("application/json", answer.field("Content-Type"));
            assertEquals("{\"routing_mode\":\"subdomain\",\"base_domain\":\"tunnels.test\"}\n", answer.body());
            RawResponse refused = stage.ask("DELETE /_config HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals("405 ADIT-405-METHOD", refused.status() + " " + refused.field("Adit-Error"));
            assertEquals("GET, HEAD", refused.field("Allow"));
        }
        try (Stage stage = Stage.byPath()) {
            assertEquals(
                    "{\"routing_mode\":\"path\",\"base_domain\":\"here.test\"}\n",
                    stage.get("here.test:81", "/_config").body());
        }
    }

    /** CE-11, and what comes before it in CW-03 to CW-06. */
    @ParameterizedTest
    @CsvSource({
        "129, 4, true, 1003",
        "130, 4, false, 1002",
        "194, 4, true, 1002",
        "137, 126, true, 1002",
        "131, 0, true, 1002",
        "128, 4, true, 1002"
    })
    void framesThatBreakARuleCloseWithItsCode(int first, int length, boolean masked, int code) {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit()) {
            agent.client().send(WebSocketPeer.frame(first, new byte[length], masked));
            assertEquals(code, agent.awaitClose());
        }
    }

    /** CE-12: frame borders mean nothing to yamux. */
    @Test
    void aMessageInFramesOfOneByteIsUnderstood() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit()) {
            String hello = RawAgent.withLength("{\"type\":\"hello\",\"version\":1}");
            byte[] bytes = dev.adit.testkit.yamux.PeerFrame.data(1, 1, hello).bytes();
            for (byte one : bytes) {
                agent.socket().sendBinary(new byte[] {one});
            }
            assertTrue(agent.hear().contains("\"hello\""));
        }
    }

    /** Bytes right behind the request: the session starts with them. */
    @Test
    void framesInTheSamePieceAsTheRequestAreNotLost() {
        try (Stage stage = Stage.open();
                RawClient client = RawClient.connect(stage.port())) {
            byte[] request = RawAgent.request(stage.port(), "/_connect", ADIT + BEARER)
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            byte[] frame = WebSocketPeer.frame(
                    0x89, "are you there".getBytes(java.nio.charset.StandardCharsets.US_ASCII), true);
            byte[] both = java.util.Arrays.copyOf(request, request.length + frame.length);
            System.arraycopy(frame, 0, both, request.length, frame.length);
            client.send(both).readHead();
            assertTrue(client.readUntil("are you there").endsWith("are you there"));
        }
    }

    @Test
    void onATunnelsHostThePathIsTheTunnels() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            for (String path : List.of("/_connect", "/_config")) {
                try (RawClient visitor = stage.visit("demo", path)) {
                    assertTrue(agent.serve("mine").contains("GET " + path + " HTTP/1.1\r\n"));
                    assertEquals("mine", visitor.readResponse().body());
                }
            }
            assertEquals(404, stage.get("nobody.tunnels.test", "/_connect").status());
        }
    }

    @Test
    void aServerThatDrainsTurnsAgentsAwayForAWhile() {
        try (Stage stage = Stage.open();
                RawClient early = RawClient.connect(stage.port())) {
            early.send("GET /_config HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse();
            stage.server().drain(Duration.ZERO);
            assertTrue(early.endsWithoutAnotherByte());
        }
    }
}
