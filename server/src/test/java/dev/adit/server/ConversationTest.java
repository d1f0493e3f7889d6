// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.yamux.PeerFrame;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The control stream, message by message (wire.md), as a peer sees it that shares no code with us. */
class ConversationTest {
    private static final String HELLO = "{\"type\":\"hello\",\"version\":1,\"program\":\"raw/1\","
            + "\"instance\":\"0123456789abcdef\",\"features\":[]}";

    @Test
    void helloIsAnsweredWithSessionAndPing() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit()) {
            agent.tell(HELLO);
            String hello = agent.hear();
            assertTrue(
                    hello.matches("\\{\"type\":\"hello\",\"version\":1,\"program\":\"adit/unpackaged\","
                            + "\"instance\":\"[0-9a-f]{16}\",\"features\":\\[\"access-list\"],"
                            + "\"session\":\"[0-9a-f]{6}\","
                            + "\"ping_ms\":10000}"),
                    hello);
        }
    }

    @Test
    void aClaimIsAnsweredByteForByte() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            assertEquals(
                    "{\"type\":\"claimed\",\"id\":1,\"name\":\"demo\",\"url\":\"http://demo.tunnels.test:"
                            + stage.port() + "\",\"port\":null,\"resume\":null}",
                    agent.claim(1, "demo"));
        }
    }

    @Test
    void inPathModeTheUrlHasTheDialledHost() {
        try (Stage stage = Stage.open(config ->
                        Stage.config().withEdge(EdgeConfig.DEFAULT.withListen(ListenAddress.of("127.0.0.1", 0))));
                RawAgent agent = stage.adit().greet()) {
            assertEquals(
                    "{\"type\":\"claimed\",\"id\":65535,\"name\":\"demo\",\"url\":\"http://127.0.0.1:" + stage.port()
                            + "/demo/\",\"port\":null,\"resume\":null}",
                    agent.claim(65_535, "Demo"));
        }
    }

    @Test
    void withoutANameTheServerPicksOneOf64BitsOrMore() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.tell("{\"type\":\"claim\",\"id\":1,\"kind\":\"http\",\"name\":null}");
            String claimed = agent.hear();
            assertTrue(claimed.matches(".*\"name\":\"[a-z2-7]{13,}\".*"), claimed);
        }
    }

    /** One session carries many tunnels; each stream says whose it is. */
    @Test
    void oneSessionCarriesManyTunnels() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "one");
            agent.claim(2, "two");
            try (RawClient visitor = stage.visit("two", "/x")) {
                int id = agent.accept();
                String text = agent.awaitText(id, "\r\n\r\n");
                assertEquals("\1\1", text.substring(0, 2));
                assertEquals("\0\2", text.substring(4, 6));
                agent.finish(id, "HTTP/1.1 204 No Content\r\n\r\n");
                assertEquals(204, visitor.readResponse().status());
            }
        }
    }

    /** wire.md, stream preamble: all bytes, in the SYN frame before the request. */
    @Test
    void thePreambleStandsInTheSynFrame() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(7, "demo");
            try (RawClient visitor = stage.visit("demo", "/")) {
                int id = agent.accept();
                assertEquals(2, id, "the server opens even ids");
                PeerFrame first = agent.stream(id).frames.getFirst();
                assertTrue(first.has(PeerFrame.SYN));
                int port = visitor.localAddress().getPort();
                String preamble =
                        first.payload().substring(0, 4 + first.payload().charAt(3));
                assertEquals(
                        "\1\1\0" + (char) (preamble.length() - 4) + "\0\7" + "\0" + "\4" + "\177\0\0\1"
                                + (char) (port >> 8) + (char) (port & 0xFF),
                        preamble.substring(0, 14));
                String requestId = preamble.substring(15);
                assertEquals(preamble.charAt(14), requestId.length());
                assertTrue(requestId.matches("[0-9a-f]+-[0-9a-f]+"), requestId);
                assertTrue(first.payload().startsWith("GET / HTTP/1.1\r\n", preamble.length()), first.payload());
                agent.finish(id, "HTTP/1.1 204 No Content\r\n\r\n");
                visitor.readResponse();
            }
        }
    }

    @Test
    void whatCannotBeClaimedIsRefusedWithItsCode() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            assertEquals(
                    "{\"type\":\"refused\",\"id\":1,\"code\":\"ADIT-400-NAME\",\"status\":400,\"message\":\"the name must"
                            + " be 3 to 63 of a-z, 0-9 and '-', without '-' at either end; choose one with --name\","
                            + "\"retry_ms\":null}",
                    agent.claim(1, "-a"));
            assertRefused(agent.claim(2, "www"), 2, "ADIT-409-RESERVED", 409);
            assertRefused(agent.claimTcp(3, "shell", "null"), 3, "ADIT-403-RIGHTS", 403);
            agent.tell("{\"type\":\"claim\",\"id\":4,\"kind\":\"udp\",\"name\":\"demo\"}");
            assertRefused(agent.hear(), 4, "ADIT-400-CONNECT", 400);
            agent.tell("{\"type\":\"claim\",\"id\":5,\"kind\":\"http\",\"name\":\"demo\","
                    + "\"options\":{\"basic_auth\":[\"u:p\"]}}");
            assertRefused(agent.hear(), 5, "ADIT-400-CONNECT", 400);
            assertTrue(agent.claim(5, "demo").contains("\"claimed\""), "the number is free again");
            assertRefused(agent.claim(5, "other"), 5, "ADIT-400-CONNECT", 400);
            assertRefused(agent.claim(6, "demo"), 6, "ADIT-409-NAME", 409);
        }
    }

    /** What runs in the session's other tunnels is not the price of one bad claim. */
    @ParameterizedTest
    @ValueSource(strings = {"1.5", "\"22\"", "true", "{}"})
    void aClaimWithAFieldOfAWrongTypeIsRefusedAlone(String port) {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            String refused = agent.claimTcp(2, "shell", port);
            assertRefused(refused, 2, "ADIT-400-CONNECT", 400);
            assertTrue(refused.contains("\\\"port\\\""), refused);
            assertTrue(agent.claim(2, "more").contains("\"claimed\""), "the number is free");
            try (RawClient visitor = stage.visit("demo", "/")) {
                agent.serve("lives on");
                assertEquals("lives on", visitor.readResponse().body());
            }
        }
    }

    /** What is refused must not come back in a message that is too long to be one. */
    @Test
    void aClaimAsLongAsAMessageMayBeIsRefusedAlone() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            String begin = "{\"type\":\"claim\",\"id\":1,\"kind\":\"http\",\"options\":{\"allow_cidr\":[\"";
            agent.tell(begin + "1".repeat(65_536 - begin.length() - 5) + "\"]}}");
            assertRefused(agent.hear(), 1, "ADIT-400-CONNECT", 400);
            assertTrue(agent.claim(1, "demo").contains("\"claimed\""), "the session lives on");
        }
    }

    /** Both claims come in one message, so that the second is read before the first is granted. */
    @Test
    void twoClaimsWithOneNumberInOnePieceGiveOneTunnel() {
        try (Stage stage = Stage.open()) {
            try (RawAgent agent = stage.adit().greet()) {
                agent.sendFrame(PeerFrame.data(
                        0,
                        1,
                        RawAgent.withLength(RawAgent.claimMessage(1, "http", "one", "null"))
                                + RawAgent.withLength(RawAgent.claimMessage(1, "http", "two", "null"))));
                String both = agent.hear() + agent.hear();
                assertTrue(both.contains("\"claimed\"") && both.contains("ADIT-400-CONNECT"), both);
                assertEquals(404, stage.get("two.tunnels.test", "/").status());
            }
            stage.awaitStatus(Duration.ofSeconds(5), "one", 503);
        }
    }

    @Test
    void aClaimThatIsTakenBackInTheSamePieceLeavesNoTunnel() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.sendFrame(PeerFrame.data(
                    0,
                    1,
                    RawAgent.withLength(RawAgent.claimMessage(1, "http", "demo", "null"))
                            + RawAgent.withLength(
                                    "{\"type\":\"release\",\"id\":1,\"reason\":\"ended\",\"message\":\"\"}")));
            agent.claim(2, "other"); // answered after the release was read
            assertEquals(503, stage.get("demo.tunnels.test", "/").status());
            assertTrue(agent.claim(1, "demo").contains("\"claimed\""));
        }
    }

    @Test
    void releaseEndsTheTunnelAndKeepsTheName() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            agent.tell("{\"type\":\"release\",\"id\":1,\"reason\":\"ended\",\"message\":\"\"}");
            agent.claim(2, "other"); // answered after the release was read
            assertEquals(503, stage.get("demo.tunnels.test", "/").status());
        }
    }

    @Test
    void unknownMessagesAndFieldsAreSkipped() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit()) {
            agent.tell(HELLO.replace("}", ",\"colour\":{\"deep\":[1,2]}}"));
            agent.hear();
            agent.tell("{\"type\":\"weather\",\"id\":1}");
            assertTrue(agent.claim(1, "demo").contains("\"claimed\""));
        }
    }

    /** CE-13: both versions named, then GoAway(0); a claim that came along is not looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "0", "-1", "9223372036854775808"})
    void anotherVersionIsRefusedPolitely(String version) {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit()) {
            agent.sendFrame(PeerFrame.data(
                    PeerFrame.SYN,
                    1,
                    RawAgent.withLength(HELLO.replace("\"version\":1", "\"version\":" + version))
                            + RawAgent.withLength(RawAgent.claimMessage(1, "http", "demo", "null"))));
            String refused = agent.hear();
            assertRefused(refused, 0, "ADIT-VERSION", 400);
            assertTrue(
                    refused.contains("adit." + version.replace("808", "807")) && refused.contains("adit.1"), refused);
            assertEquals(0, agent.awaitGoAway());
            assertEquals(1000, agent.awaitClose());
            assertEquals(404, stage.get("demo.tunnels.test", "/").status());
        }
    }

    @Test
    void aFirstMessageThatIsNoHelloEndsTheSession() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit()) {
            agent.tell(RawAgent.claimMessage(1, "http", "demo", "null"));
            assertEquals(1, agent.awaitGoAway());
            assertEquals(1002, agent.awaitClose());
        }
    }

    @Test
    void aMessageOfAServerEndsTheSession() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.tell("{\"type\":\"drain\",\"grace_ms\":1}");
            assertEquals(1, agent.awaitGoAway());
        }
    }

    @Test
    void anEmptyOrEndlessMessageEndsTheSession() {
        for (String length : new String[] {"\0\0\0\0", "\0\1\0\1"}) {
            try (Stage stage = Stage.open();
                    RawAgent agent = stage.adit().greet()) {
                agent.sendFrame(PeerFrame.data(0, 1, length + "x"));
                assertEquals(1, agent.awaitGoAway());
            }
        }
    }

    /** wire.md: no hello in time ends the session, whether the control stream was opened or not. */
    @Test
    void silenceInsteadOfHelloEndsTheSession() {
        try (Stage stage = Stage.open(
                        config -> config.withTimeouts(Timeouts.withHello(config.timeouts(), Duration.ofMillis(100))));
                RawAgent agent = stage.adit()) {
            assertEquals(1, agent.awaitGoAway());
        }
    }

    @Test
    void theEndOfTheControlStreamEndsTheSession() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.sendFrame(PeerFrame.data(PeerFrame.FIN, 1, ""));
            assertEquals(0, agent.awaitGoAway());
        }
    }

    /** Y-20: stream 1 and no other. */
    @Test
    void otherStreamsOfTheAgentAreReset() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.sendFrame(PeerFrame.data(PeerFrame.SYN, 3, "x"));
            agent.awaitReset(3);
            assertTrue(agent.claim(1, "demo").contains("\"claimed\""), "the session lives on");
            for (int i = 0; i < 101; i++) {
                agent.sendFrame(PeerFrame.data(PeerFrame.SYN, 5 + 2 * i, ""));
            }
            assertEquals(1, agent.awaitGoAway());
        }
    }

    static void assertRefused(String message, int id, String code, int status) {
        assertTrue(
                message.startsWith("{\"type\":\"refused\",\"id\":" + id + ",\"code\":\"" + code + "\",\"status\":"
                        + status + ",\"message\":\""),
                message);
        assertTrue(message.endsWith("\"retry_ms\":null}"), message);
    }
}
