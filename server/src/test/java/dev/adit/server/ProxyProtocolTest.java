// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.HttpTimeouts;
import dev.adit.server.ServerLimits.ConnectionLimits;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.wire.Cidr;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers of proxies in front, on both kinds of listeners (TP-07, H1-10). */
class ProxyProtocolTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String V1 = "PROXY TCP4 203.0.113.9 198.51.100.1 54321 443\r\n";
    private static final String V2_IPV6 =
            hex(SIGNATURE + "21210024" + "20010db8000000000000000000000007" + "00".repeat(16) + "d43101bb");
    private static final String GET = "GET / HTTP/1.1\r\nHost: demo.tunnels.test\r\n\r\n";

    private final PortRange ports = Stage.freePorts(1);

    private static String hex(String digits) {
        return new String(HexFormat.of().parseHex(digits), ISO_8859_1);
    }

    /** Behind a proxy at that address block. */
    private Stage behind(String proxy) {
        return Stage.open(config -> behind(config, proxy, Duration.ofSeconds(30)));
    }

    private ServerConfig behind(ServerConfig config, String proxy, Duration header) {
        HttpTimeouts usual = HttpTimeouts.DEFAULT;
        return config.withEdge(config.edge()
                        .withTrustedProxies(List.of(Cidr.parse(proxy)))
                        .withProxyProtocol())
                .withAccess(config.access().withTcpPorts(ports))
                .withTimeouts(config.timeouts()
                        .withHttp(new HttpTimeouts(
                                header,
                                usual.requestBodyIdle(),
                                usual.responseHead(),
                                usual.exchangeIdle(),
                                usual.keepAliveIdle(),
                                usual.linger())));
    }

    /** An agent that itself comes through the proxy. */
    private static RawAgent agent(Stage stage) {
        return RawAgent.behindProxy(stage.port(), "PROXY UNKNOWN\r\n", Stage.KEY)
                .greet();
    }

    private static String forwardedFor(Stage stage, RawAgent agent, String header) {
        try (RawClient visitor = RawClient.connect(stage.port()).send(header + GET)) {
            String request = agent.serve("ok");
            assertEquals("ok", visitor.readResponse().body());
            return request.lines()
                    .filter(line -> line.startsWith("X-Forwarded-For: "))
                    .findFirst()
                    .orElseThrow()
                    .substring("X-Forwarded-For: ".length());
        }
    }

    @Test
    void theServiceSeesTheVisitorThatTheHeaderNames() {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            assertEquals("203.0.113.9", forwardedFor(stage, agent, V1));
            assertEquals("2001:db8::7", forwardedFor(stage, agent, V2_IPV6));
        }
    }

    /** What a visitor behind the proxy says of the way is its own word. */
    @Test
    void forwardingFieldsOfTheNamedVisitorDoNotCount() {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            try (RawClient visitor = RawClient.connect(stage.port())
                    .send(V1 + "GET / HTTP/1.1\r\nHost: demo.tunnels.test\r\nX-Forwarded-For: 192.0.2.66\r\n\r\n")) {
                String request = agent.serve("ok");
                assertTrue(request.contains("X-Forwarded-For: 203.0.113.9\r\n"), request);
                assertFalse(request.contains("192.0.2.66"), request);
                visitor.readResponse();
            }
        }
    }

    /** A health check of the proxy itself, or a family that we do not know: the socket's own address. */
    @Test
    void aHeaderThatNamesNobodyMeansThePeerOfTheSocket() {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            assertEquals("127.0.0.1", forwardedFor(stage, agent, hex(SIGNATURE + "20000000")));
            assertEquals("127.0.0.1", forwardedFor(stage, agent, hex(SIGNATURE + "21000000")));
            assertEquals("127.0.0.1", forwardedFor(stage, agent, hex(SIGNATURE + "213100d8" + "41".repeat(216))));
            assertEquals("127.0.0.1", forwardedFor(stage, agent, "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"));
        }
    }

    /** Real proxies add a few fields of their own, which are passed over. */
    @Test
    void typedFieldsBehindTheAddressesArePassedOver() {
        String field = "04" + "0003" + "616263" + "ea" + "0004" + "01020304";
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            assertEquals(
                    "203.0.113.9",
                    forwardedFor(stage, agent, hex(SIGNATURE + "21110019" + "cb007109c6336401d43101bb" + field)));
        }
    }

    /** U8. */
    @Test
    void aHeaderMayComeInPieces() {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            agent.claimTcp(2, "shell", "null");
            try (RawClient visitor = RawClient.connect(stage.port()).sendByteByByte(V2_IPV6 + GET)) {
                assertTrue(agent.serve("ok").contains("X-Forwarded-For: 2001:db8::7\r\n"));
                visitor.readResponse();
            }
            for (int offset : new int[] {1, 12, 13, 47, V1.length() - 1, V1.length(), V1.length() + 2}) {
                try (RawClient visitor = RawClient.connect(ports.first()).sendSplit(V1 + "hello", offset)) {
                    int id = agent.accept();
                    assertTrue(agent.awaitText(id, "hello").endsWith("hello"));
                    agent.finish(id, "bye");
                    visitor.halfClose();
                    assertEquals("bye", visitor.readToEnd());
                }
            }
        }
    }

    @Test
    void thePreambleOfATcpConnectionNamesTheVisitor() {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claimTcp(3, "shell", "null");
            try (RawClient visitor = RawClient.connect(ports.first()).send(V1 + "hello")) {
                int id = agent.accept();
                String text = agent.awaitText(id, "hello");
                assertEquals("\0\3\0\4\313\0\161\11\3241\0", text.substring(4, 15));
                visitor.reset();
                agent.awaitReset(id);
            }
        }
    }

    /** The endpoints are the socket's own then, its port too, on both kinds of listeners. */
    @ParameterizedTest
    @ValueSource(strings = {"50524f585920554e4b4e4f574e0d0a", SIGNATURE + "20000000"})
    void thePreambleBehindAHeaderThatNamesNobodyIsOfThePeer(String header) {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(3, "demo");
            agent.claimTcp(4, "shell", "null");
            for (int port : new int[] {stage.port(), ports.first()}) {
                try (RawClient visitor = RawClient.connect(port).send(hex(header) + GET)) {
                    int id = agent.accept();
                    String text = agent.awaitText(id, "GET / ");
                    assertEquals("\4\177\0\0\1", text.substring(7, 12));
                    assertEquals(visitor.localAddress().getPort(), text.charAt(12) << 8 | text.charAt(13));
                    visitor.reset();
                    agent.awaitReset(id);
                }
            }
        }
    }

    /** TP-03: a service may speak first; the header has come, so the visitor need not. */
    @Test
    void aVisitorWhoSaysNothingBehindItsHeaderIsJoined() {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claimTcp(3, "shell", "null");
            try (RawClient visitor = RawClient.connect(ports.first()).send(V1)) {
                agent.send(agent.accept(), "SSH-2.0-test\r\n");
                assertEquals("SSH-2.0-test\r\n", visitor.readUntil("\r\n"));
            }
        }
    }

    /** The name goes to a session that may live on another loop. */
    @Test
    void aHeaderThatIsCompleteAfterATakeoverLeadsToTheNewSession() {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent before = agent(stage);
                RawAgent between = agent(stage);
                RawAgent after = agent(stage)) {
            before.claimTcp(1, "shell", "null");
            RawClient one = RawClient.connect(ports.first()).send(V1.substring(0, 20));
            RawClient two = RawClient.connect(ports.first()).send(V1.substring(0, 20));
            Await.until("both are read", () -> Stage.accepts(ports.first()));
            assertTrue(between.claimTcp(1, "shell", "null").contains("claimed"));
            assertJoined(one, between);
            assertTrue(after.claimTcp(1, "shell", "null").contains("claimed"));
            assertJoined(two, after);
        }
    }

    private static void assertJoined(RawClient visitor, RawAgent agent) {
        visitor.send(V1.substring(20) + "hello").halfClose();
        int id = agent.accept();
        assertTrue(agent.awaitText(id, "hello").endsWith("hello"));
        agent.finish(id, "answer");
        assertEquals("answer", visitor.readToEnd());
        visitor.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: demo.tunnels.test\r\n\r\n",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n",
                "PROXY TCP4 1.2.3 5.6.7.8 1 2\r\n",
                "PROXY TCP4 ::1 ::2 1 2\r\n",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 70000\r\n",
                "PROXY SCTP 1.2.3.4 5.6.7.8 1 2\r\n",
                "proxy tcp4 1.2.3.4 5.6.7.8 1 2\r\n",
                "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
                // What Netty's decoder lets pass.
                "PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 02\r\n",
                "PROXY TCP4 1.2.3.4 5.6.7.8 +1 2\r\n",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 \r\n",
                "PROXY TCP6 fe80::1%lo fe80::2 1 2\r\n",
                "PROXY TCP6 [fe80::1] fe80::2 1 2\r\n",
            })
    void aTrustedPeerWithoutAProperHeaderIsClosed(String bytes) {
        assertClosed(bytes);
    }

    @Test
    void aMalformedBinaryHeaderIsClosed() {
        assertClosed(hex(SIGNATURE + "31110000"));
        assertClosed(hex(SIGNATURE + "2f110000"));
        assertClosed(hex(SIGNATURE + "21110004" + "01020304"));
        assertClosed(hex(SIGNATURE + "21ff0004" + "01020304"));
        // A field that is whole, and one that says it is longer than the header.
        assertClosed(hex(SIGNATURE + "21110016" + "cb007109c6336401d43101bb" + "040003616263" + "04ffff00"));
        assertClosed("PROXY TCP4 " + "1".repeat(200));
    }

    /** proxy-protocol.txt, section 2.1: the end of the line is within the first 107 characters. */
    @Test
    void aLineOf108BytesIsClosed() {
        assertEquals(107, unknown(107).length());
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            assertEquals("127.0.0.1", forwardedFor(stage, agent, unknown(107)));
        }
        assertClosed(unknown(108));
        assertClosed(unknown(109));
    }

    private static String unknown(int bytes) {
        return "PROXY UNKNOWN " + "f".repeat(bytes - 16) + "\r\n";
    }

    /** Also by less than a field's own head, which Netty's decoder passes over. */
    @Test
    void aTypedFieldThatIsCutOffIsClosed() {
        String addresses = "cb007109c6336401d43101bb";
        assertClosed(hex(SIGNATURE + "2111000d" + addresses + "04"));
        assertClosed(hex(SIGNATURE + "2111000e" + addresses + "0400"));
        assertClosed(hex(SIGNATURE + "2111000f" + addresses + "040001"));
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            assertEquals("203.0.113.9", forwardedFor(stage, agent, hex(SIGNATURE + "2111000f" + addresses + "040000")));
            assertEquals("127.0.0.1", forwardedFor(stage, agent, hex(SIGNATURE + "2011000d" + addresses + "04")));
        }
    }

    /** nginx writes a visitor by IPv4 of a socket for both families so. */
    @Test
    void anIpv4AddressInAnIpv6OneIsTaken() {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            String header = "PROXY TCP6 ::ffff:203.0.113.9 ::ffff:198.51.100.1 54321 443\r\n";
            assertEquals("203.0.113.9", forwardedFor(stage, agent, header));
        }
    }

    @Test
    void typedFieldsOf64KibAreTooMany() {
        assertClosed(hex(SIGNATURE + "2111ffff" + "cb007109c6336401d43101bb" + "04fff0" + "00".repeat(65_520)));
    }

    /** Nothing of it reaches the agent (U2), and others are unharmed (U1). */
    private void assertClosed(String bytes) {
        try (Stage stage = behind("127.0.0.0/8");
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            agent.claimTcp(2, "shell", "null");
            for (int port : new int[] {stage.port(), ports.first()}) {
                try (RawClient visitor = RawClient.connect(port)) {
                    visitor.sendWhatIsTaken(bytes);
                    assertTrue(visitor.endsWithoutAnotherByte());
                }
            }
            assertEquals("203.0.113.9", forwardedFor(stage, agent, V1));
            assertEquals(2, agent.opened(), "the control stream and the good request");
        }
    }

    @Test
    void aHeaderThatDoesNotComeInTimeIsClosed() {
        try (Stage stage = Stage.open(config -> behind(config, "127.0.0.0/8", Duration.ofMillis(300)));
                RawAgent agent = agent(stage)) {
            agent.claimTcp(1, "shell", "null");
            for (int port : new int[] {stage.port(), ports.first()}) {
                try (RawClient silent = RawClient.connect(port);
                        RawClient half = RawClient.connect(port).send(V1.substring(0, 15))) {
                    assertTrue(silent.endsWithoutAnotherByte());
                    assertTrue(half.endsWithoutAnotherByte());
                }
            }
        }
    }

    @Test
    void bytesOfAPeerThatIsNotTrustedAreItsOwn() {
        try (Stage stage = behind("10.0.0.0/8");
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            agent.claimTcp(2, "shell", "null");
            assertEquals("127.0.0.1", forwardedFor(stage, agent, ""));
            assertEquals(400, stage.ask(V1 + GET).status());
            try (RawClient visitor = RawClient.connect(ports.first()).send(V1)) {
                assertTrue(agent.awaitText(agent.accept(), "\r\n").endsWith(V1));
                visitor.reset();
            }
        }
    }

    @Test
    void withoutTheOptionAHeaderIsNothingSpecial() {
        try (Stage stage = Stage.open(
                config -> config.withEdge(config.edge().withTrustedProxies(List.of(Cidr.parse("127.0.0.0/8")))))) {
            assertEquals(400, stage.ask(V1 + GET).status());
        }
    }

    /** The address that is counted is the visitor's, at both kinds of listeners together. */
    @Test
    void connectionsAreCountedByTheNamedVisitor() {
        try (Stage stage = Stage.open(config -> behind(config, "127.0.0.0/8", Duration.ofSeconds(30))
                        .withLimits(ServerLimits.DEFAULT.withConnections(
                                ConnectionLimits.DEFAULT.withConnections(1, 10))));
                RawAgent agent = agent(stage)) {
            agent.claim(1, "demo");
            agent.claimTcp(2, "shell", "null");
            try (RawClient first = RawClient.connect(ports.first()).send(V1 + "hello")) {
                agent.awaitText(agent.accept(), "hello");
                try (RawClient second = RawClient.connect(stage.port()).send(V1 + GET);
                        RawClient third = RawClient.connect(ports.first()).send(V1)) {
                    assertTrue(second.endsWithoutAnotherByte());
                    assertTrue(third.endsWithoutAnotherByte());
                }
                assertEquals("2001:db8::7", forwardedFor(stage, agent, V2_IPV6));
                first.reset();
            }
            Await.until("the place is free", () -> answers(stage));
        }
    }

    private static boolean answers(Stage stage) {
        try (RawClient visitor = RawClient.connect(stage.port())
                .send(V1 + "GET /_config HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            return !visitor.readToEnd().isEmpty();
        } catch (java.io.UncheckedIOException refused) {
            return false;
        }
    }
}
