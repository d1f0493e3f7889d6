// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static dev.adit.testkit.yamux.PeerFrame.ACK;
import static dev.adit.testkit.yamux.PeerFrame.RST;
import static dev.adit.testkit.yamux.PeerFrame.hex;
import static dev.adit.testkit.yamux.PeerFrame.windowUpdate;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.wire.Cidr;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** U4: what is refused or fails is one structured line on every surface, and none of it is the peer's own words. */
class LoggedRefusalsTest {
    private static final String SECRET = "c0ffee-secret";
    private static final String ESCAPE = "\u001b[31m";

    private static void assertLine(
            CapturedLog.Line line, String level, String message, String surface, String code, String tunnel) {
        assertEquals(level, line.level(), line::toString);
        assertEquals(message, line.message(), line::toString);
        assertEquals(surface, line.field("surface"), line::toString);
        assertEquals(code, line.field("code"), line::toString);
        assertEquals("127.0.0.1", line.field("peer"), line::toString);
        assertEquals(tunnel, line.field("tunnel"), line::toString);
        assertFalse(line.field("request").isEmpty(), line::toString);
        assertFalse(line.toString().contains("c0ffee"), line::toString);
        assertTrue(line.toString().chars().noneMatch(Character::isISOControl), line::toString);
    }

    /** The request id is in the answer that the visitor shows to whoever runs the server. */
    private static void assertSameRequest(CapturedLog.Line line, RawResponse answer) {
        String id = line.field("request");
        assertTrue(answer.body().contains("\"request_id\":\"" + id + "\""), answer.body() + " is not " + id);
    }

    private static String request(String line, String host) {
        return line + "\r\nHost: " + host + "\r\nAccept: application/json\r\nCookie: id=" + SECRET
                + "\r\nAuthorization: Bearer " + SECRET + "\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "GET /?t=c0ffee HTTP/1.1,    a b.c0ffee,            '',                ADIT-400-HOST",
        "GET /?t=c0ffee HTTP/1.1,    x.tunnels.test,        X: ESCc0ffee,      ADIT-400-FIELD",
        "GET /?t=c0ffee HTTP/1.1,    x.tunnels.test,        Content-Length: c0ffee, ADIT-400-FRAMING",
        "GET /?t=c0ffee HTTP/1.1,    x.tunnels.test,        Transfer-Encoding: c0ffee, ADIT-400-FRAMING",
        "GET /?t=c0ffee HTTP/1.1,    x.tunnels.test,        Expect: c0ffee,    ADIT-417-EXPECT",
        "GET c0ffee HTTP/1.1,        x.tunnels.test,        '',                ADIT-400-TARGET",
        "CONNECT c0ffee:1 HTTP/1.1,  x.tunnels.test,        '',                ADIT-405-METHOD",
        "GET /?t=c0ffee HTTP/1.1,    c0ffee.tunnels.test,   '',                ADIT-404-NAME",
        "GET /?t=c0ffee HTTP/1.1,    c0ffee.example.com,    '',                ADIT-404-HOST",
    })
    void aRequestThatBreaksARuleOrLeadsNowhereIsOneLine(String line, String host, String field, String code) {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open()) {
            String more = field.replace("ESC", ESCAPE) + (field.isEmpty() ? "\r\n" : "\r\n\r\n");
            assertEquals(code, stage.ask(request(line, host) + more).field("Adit-Error"));
            assertLine(log.only(), "DEBUG", "refused", "edge", code, "");
        }
    }

    @Test
    void theAnswerAndTheLineCallTheRequestTheSame() {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open()) {
            RawResponse answer = stage.ask(request("GET / HTTP/1.1", "no.tunnels.test") + "\r\n");
            assertSameRequest(log.only(), answer);
        }
    }

    @Test
    void aPoolClientsLinkThatProvesNothingIsOneLine() {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "shop");
            try (RawClient link = RawClient.connect(peer.port()).send("shop\nc0ffee\n")) {
                assertTrue(link.endsWithoutAnotherByte());
            }
            assertLine(log.only(), "WARN", "refused", "pool", "ADIT-401-KEY", "");
        }
    }

    /** A flood of them is summed up as any other (U4). */
    @ParameterizedTest
    @CsvSource({
        "GET,    /shop,         '',                             WARN,  ADIT-401-KEY",
        "GET,    /shop,         'Authorization: Bearer c0ffee', WARN,  ADIT-401-KEY",
        "GET,    /c0ffee.x,     KEY,                            DEBUG, ADIT-403-NAME",
        "GET,    /www,          KEY,                            INFO,  ADIT-409-RESERVED",
        "GET,    /shop,         'Origin: http://c0ffee',        WARN,  ADIT-403-ORIGIN",
        "GET,    /shop/c0ffee,  KEY,                            DEBUG, ADIT-404-HOST",
        "DELETE, /api/tunnels,  KEY,                            DEBUG, ADIT-405-METHOD",
    })
    void aPoolRegistrationThatIsRefusedIsOneLine(String method, String path, String field, String level, String code) {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = PoolPeer.withKeys()) {
            String more = field.equals("KEY") ? PoolPeer.KEY_FIELD : field.isEmpty() ? "" : field + "\r\n";
            RawResponse answer =
                    stage.ask(method + " " + path + " HTTP/1.1\r\nHost: " + Stage.DOMAIN + "\r\n" + more + "\r\n");
            assertEquals(code, answer.field("Adit-Error"));
            assertLine(log.only(), level, "refused", "pool", code, "");
        }
    }

    @Test
    void aPoolRegistrationWithBadContentIsOneLine() {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = PoolPeer.withKeys()) {
            PoolPeer.post(stage, "{\"name\":[\"c0ffee\"]}", PoolPeer.KEY_FIELD);
            assertLine(log.only(), "DEBUG", "refused", "pool", "ADIT-400-REGISTRATION", "");
        }
    }

    @Test
    void anAgentThatIsAwayIsNamed() {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open()) {
            RawAgent agent = stage.adit().greet();
            agent.claim(1, "shop");
            agent.close();
            stage.awaitStatus(Await.PATIENCE, "shop", 503);
            // Who asked in the moment in which the agent went has had a line of its own.
            CapturedLog.Line away = Await.value(
                    "a line of an agent that is away",
                    () -> log.lines().stream()
                            .filter(line -> line.field("code").equals("ADIT-503-AWAY"))
                            .findFirst());
            assertLine(away, "DEBUG", "refused", "edge", "ADIT-503-AWAY", "shop");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'SSH-2.0-c0ffee\r\n',                                          INFO,  failed,    ADIT-502-PROTOCOL",
        "'HTTP/1.1 502 B\r\nAdit-Error: ADIT-502-REFUSED\r\nContent-Length: 0\r\n\r\n', INFO, failed, ADIT-502-REFUSED",
        "'HTTP/1.1 200 OK\r\nX: c0ffee\r\nContent-Length: 9\r\n\r\nhalf', INFO,  truncated, ADIT-502-RESET",
        "'',                                                            INFO,  failed,    ADIT-502-RESET",
    })
    void anExchangeThatFailsIsOneLine(String bytes, String level, String message, String code) {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "shop");
            try (RawClient visitor = RawClient.connect(stage.port())
                    .send(request("GET /?t=c0ffee HTTP/1.1", "shop.tunnels.test") + "\r\n")) {
                int id = agent.accept();
                agent.awaitText(id, "\r\n\r\n");
                agent.finish(id, bytes);
                String answer = visitor.readUntil("\r\n\r\n");
                CapturedLog.Line line = log.only();
                assertLine(line, level, message, "edge", code, "shop");
                assertTrue(message.equals("truncated") || answer.contains("502"), answer);
            }
        }
    }

    @Test
    void behindATrustedProxyThePeerIsTheVisitor() {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open(config ->
                        config.withEdge(config.edge().withTrustedProxies(List.of(Cidr.parse("127.0.0.0/8")))))) {
            stage.ask("GET / HTTP/1.1\r\nHost: no.tunnels.test\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n");
            assertEquals("203.0.113.9", log.only().field("peer"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                                        WARN,  ADIT-401-KEY",
        "'Authorization: Bearer c0ffee\r\n',                        WARN,  ADIT-401-KEY",
        "'Authorization: Bearer c0ffee\r\nAuthorization: x\r\n',    DEBUG, ADIT-400-CONNECT",
        "'Authorization: Bearer c0ffee\r\nOrigin: http://c0ffee\r\n', WARN, ADIT-403-ORIGIN",
    })
    void aDialThatIsRefusedIsOneLine(String fields, String level, String code) {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open();
                RawClient agent = RawClient.connect(stage.port())) {
            agent.send(RawAgent.request(stage.port(), "/_connect?token=c0ffee", fields));
            assertEquals(code, agent.readResponse().field("Adit-Error"));
            assertLine(log.only(), level, "refused", "connect", code, "");
        }
    }

    @Test
    void anExioDialForAReservedNameIsOneLine() {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open();
                RawClient agent = RawClient.connect(stage.port())) {
            String key = "Authorization: Bearer " + Stage.KEY + "\r\n";
            agent.send(RawAgent.request(stage.port(), "/_connect?subdomain=www&type=http", key));
            assertEquals(409, agent.readResponse().status());
            assertLine(log.only(), "INFO", "refused", "connect", "ADIT-409-RESERVED", "");
        }
    }

    @Test
    void aClaimThatIsRefusedIsOneLine() {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "www");
            CapturedLog.Line line = log.only();
            assertLine(line, "INFO", "refused", "session", "ADIT-409-RESERVED", "");
            assertTrue(line.field("request").endsWith("/1"), line::toString);
        }
    }

    @Test
    void aClaimOfNoNetworkIsOneLineThatDoesNotQuoteIt() {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.tell(
                    "{\"type\":\"claim\",\"id\":1,\"kind\":\"http\",\"options\":{\"deny_cidr\":[\"::/0\",\"c0ffee\"]}}");
            assertTrue(agent.hear().contains("deny_cidr[1] "));
            assertLine(log.only(), "DEBUG", "refused", "session", "ADIT-400-CONNECT", "");
        }
    }

    /** YX, CE-11 and the control stream: a breach is one line and not also an end of session. */
    @ParameterizedTest
    @CsvSource({"yamux", "carrier", "control"})
    void anAgentThatBreaksItsProtocolIsOneLine(String layer) {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            switch (layer) {
                case "yamux" -> agent.socket().sendBinary(hex("00 04 0000 00000002 00000000"));
                case "carrier" -> agent.client().send(WebSocketPeer.frame(0x81, SECRET.getBytes(US_ASCII), true));
                default -> agent.tell("{\"type\":\"drain\",\"grace_ms\":1}");
            }
            assertEquals(layer.equals("carrier") ? 1003 : 1002, agent.awaitClose());
            assertLine(log.only(), "WARN", "refused", "session", "ADIT-502-VIOLATION", "");
        }
    }

    @Test
    void aVisitorOfAPortWhoseServiceIsGoneIsOneLine() {
        var ports = Stage.freePorts(1);
        try (CapturedLog log = CapturedLog.open();
                Stage stage =
                        Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)));
                RawAgent agent = stage.exio("shell", "tcp");
                RawClient visitor = RawClient.connect(ports.first()).send(SECRET)) {
            int id = agent.accept();
            agent.sendFrame(windowUpdate(ACK, id, 0));
            agent.sendFrame(windowUpdate(RST, id, 0));
            assertTrue(visitor.endsWithoutAnotherByte());
            assertLine(log.only(), "INFO", "failed", "tcp", "ADIT-502-RESET", "shell");
        }
    }

    @Test
    void aFloodFromOnePeerIsAFewLinesThatCountItWhole() {
        try (CapturedLog log = CapturedLog.open();
                Stage stage = Stage.open()) {
            long start = System.nanoTime();
            for (int i = 0; i < 300; i++) {
                stage.ask("GET / HTTP/1.1\r\n\r\n");
            }
            Await.until(
                    "all are counted",
                    () -> log.lines().stream().mapToInt(CapturedLog.Line::count).sum() == 300);
            long seconds = (System.nanoTime() - start) / 1_000_000_000L;
            assertTrue(log.lines().size() <= seconds + 2, log.lines()::toString);
        }
    }

    @Test
    void whatIsBelowTheLevelCostsNoLineAndHidesNone() {
        try (CapturedLog log = CapturedLog.atInfo();
                Stage stage = Stage.open();
                RawClient agent = RawClient.connect(stage.port())) {
            stage.ask("GET / HTTP/1.1\r\n\r\n");
            agent.send(RawAgent.request(stage.port(), "/_connect", ""));
            agent.readResponse();
            assertEquals(
                    Map.of("WARN", "ADIT-401-KEY"),
                    Map.of(log.only().level(), log.only().field("code")));
        }
    }
}
