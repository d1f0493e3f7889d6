// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.testkit.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How links join a pool, and who may not (AL-06 to AL-09, AL-13, AL-14; AetherLink's faults 10 and 13). */
class PoolLinkTest {
    private static final PoolBounds QUICK_LINES = new PoolBounds(
            10, 64, Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(30));

    /** U8, AL-07: CRLF as well as LF, in any pieces. */
    @Test
    void linesMayEndEitherWayAndComeInAnyPieces() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            for (String lines : List.of(peer.lines(), peer.lines().replace("\n", "\r\n"))) {
                try (RawClient link = RawClient.connect(peer.port()).sendByteByByte(lines)) {
                    PoolPeer.assertServes(stage, "myapp", link);
                }
                for (int split : new int[] {1, 5, 6, 7, lines.length() - 2, lines.length() - 1}) {
                    try (RawClient link = RawClient.connect(peer.port()).sendSplit(lines, split)) {
                        PoolPeer.assertServes(stage, "myapp", link);
                    }
                }
                PoolPeer.awaitLinks(stage, "myapp", 0);
            }
        }
    }

    /** AL-06, with a shorter patience. */
    @ParameterizedTest
    @ValueSource(strings = {"", "my", "myapp\n", "unknown\n", "myapp\neyJ"})
    void linesThatDoNotComeInTimeEndTheLink(String part) {
        try (Stage stage = PoolPeer.withKeys(QUICK_LINES)) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            try (RawClient link = RawClient.connect(peer.port()).send(part)) {
                assertTrue(link.endsWithoutAnotherByte());
            }
        }
    }

    /** AL-06, AL-07: whatever can be no line ends the link at once, long before its time is up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r\n",
                "myapp \n",
                " myapp\n",
                "my\u0000app\n",
                "MYAPP\n",
                "myapp\r\r\n",
                "my\rapp\n",
                "ab\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "myapp\na b\n",
                "myapp\n\u0001"
            })
    void whatCanBeNoLineEndsTheLink(String bytes) {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            try (RawClient link = RawClient.connect(peer.port()).send(bytes)) {
                assertTrue(link.endsWithoutAnotherByte());
            }
            try (RawClient good = peer.link()) {
                PoolPeer.assertServes(stage, "myapp", good);
            }
        }
    }

    /** AL-06: the longest id line is 256 bytes with its end, the longest token line 1,024. */
    @Test
    void endlessLinesEndTheLinkAtTheirBound() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            for (String bytes : List.of("a".repeat(256), "myapp\n" + "a".repeat(1_024))) {
                try (RawClient link = RawClient.connect(peer.port()).send(bytes)) {
                    assertTrue(link.endsWithoutAnotherByte());
                }
            }
        }
    }

    /** AL-13, AetherLink's fault 10: the public name is not enough. */
    @Test
    void aWrongTokenOrAnotherTunnelsEndsTheLink() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            PoolPeer other = PoolPeer.register(stage, "other");
            String token = peer.token();
            String tampered = token.substring(0, token.length() - 2) + (token.endsWith("AA") ? "BB" : "AA");
            String unsigned = "eyJhbGciOiJub25lIn0" + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
            for (String wrong : List.of("x", tampered, other.token(), unsigned, "a.b.c", Stage.KEY)) {
                for (String id : List.of("myapp", "nobody")) {
                    try (RawClient link = RawClient.connect(peer.port()).send(id + "\n" + wrong + "\n")) {
                        assertTrue(link.endsWithoutAnotherByte(), wrong);
                    }
                }
            }
            assertEquals(0, PoolPeer.links(stage, "myapp"));
        }
    }

    /** A later registration of the name is another one: what the first one's client still has joins no more. */
    @Test
    void theTokenOfAReplacedRegistrationIsWrong() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer old = PoolPeer.register(stage, "myapp");
            PoolPeer.register(stage, "myapp");
            try (RawClient link = old.link()) {
                assertTrue(link.endsWithoutAnotherByte());
            }
        }
    }

    /** AL-08. */
    @Test
    void bytesBehindTheLinesOrWhileIdleEndTheLink() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            String unasked = PoolPeer.answer("forged");
            try (RawClient link = RawClient.connect(peer.port()).send(peer.lines() + unasked)) {
                assertTrue(link.endsWithoutAnotherByte());
            }
            try (RawClient idle = peer.joined(stage)) {
                idle.send(unasked);
                assertTrue(idle.endsWithoutAnotherByte());
            }
            try (RawClient link = peer.joined(stage)) {
                PoolPeer.assertServes(stage, "myapp", link);
                link.send(unasked);
                assertTrue(link.endsWithoutAnotherByte());
            }
            try (RawClient good = peer.link()) {
                PoolPeer.assertServes(stage, "myapp", good);
            }
        }
    }

    /** AL-09, AetherLink's fault 13. */
    @Test
    void theEleventhLinkIsClosedAndTenServe() {
        try (Stage stage = PoolPeer.withKeys()) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            List<RawClient> links = new ArrayList<>();
            try {
                for (int i = 0; i < 10; i++) {
                    links.add(peer.joined(stage));
                }
                try (RawClient eleventh = peer.link()) {
                    assertTrue(eleventh.endsWithoutAnotherByte());
                }
                for (RawClient link : links) {
                    PoolPeer.assertServes(stage, "myapp", link);
                }
                assertEquals(10, PoolPeer.links(stage, "myapp"));
            } finally {
                links.forEach(RawClient::close);
            }
        }
    }

    /** Without keys a random id is proof enough from the address that got it; a name that was chosen is not. */
    @Test
    void withoutAKeyTheIdAloneJoinsOnlyARandomTunnel() {
        try (Stage stage = PoolPeer.open(QUICK_LINES, pool -> pool, Anonymous.POOL)) {
            PoolPeer random = PoolPeer.of(PoolPeer.get(stage, "/?new", ""));
            try (RawClient link = RawClient.connect(random.port()).send(random.id() + "\n")) {
                PoolPeer.assertServes(stage, random.id(), link);
            }
            PoolPeer named = PoolPeer.of(PoolPeer.get(stage, "/myapp", ""));
            try (RawClient link = RawClient.connect(named.port()).send("myapp\n")) {
                assertTrue(link.endsWithoutAnotherByte());
            }
            try (RawClient link = named.link()) {
                PoolPeer.assertServes(stage, "myapp", link);
            }
        }
    }

    /** A client may send the token although it need not; a wrong one is wrong. */
    @Test
    void aTokenThatIsNotNeededIsReadAndChecked() {
        try (Stage stage = PoolPeer.withoutKeys()) {
            PoolPeer random = PoolPeer.of(PoolPeer.get(stage, "/?new", ""));
            try (RawClient link = random.link()) {
                PoolPeer.assertServes(stage, random.id(), link);
            }
            try (RawClient link = RawClient.connect(random.port()).send(random.id() + "\nx.y.z\n")) {
                assertTrue(link.endsWithoutAnotherByte());
            }
        }
    }

    /** A registration that came through a trusted proxy is from the address that this one names. */
    @Test
    void fromAnotherAddressThanTheRegisteringOneTheIdIsNotEnough() {
        try (Stage stage = Stage.open(config -> config.withEdge(
                        config.edge().withTrustedProxies(List.of(dev.adit.wire.Cidr.parse("127.0.0.1"))))
                .withPool(PoolConfig.OFF.withListen(PoolPeer.loopback()).withBounds(QUICK_LINES))
                .withAccess(config.access().withAnonymous(Anonymous.POOL)))) {
            PoolPeer peer = PoolPeer.of(PoolPeer.get(stage, "/?new", "X-Forwarded-For: 192.0.2.7\r\n"));
            try (RawClient link = RawClient.connect(peer.port()).send(peer.id() + "\n")) {
                assertTrue(link.endsWithoutAnotherByte());
            }
            try (RawClient link = peer.link()) {
                PoolPeer.assertServes(stage, peer.id(), link);
            }
        }
    }

    /** AetherLink's fault 8: whom a stranger names as its visitor does not count. */
    @Test
    void aForwardedAddressOfAStrangerDoesNotCount() {
        try (Stage stage = PoolPeer.withoutKeys()) {
            PoolPeer peer =
                    PoolPeer.of(PoolPeer.get(stage, "/?new", "X-Forwarded-For: 192.0.2.7\r\nX-Real-IP: 192.0.2.7\r\n"));
            try (RawClient link = RawClient.connect(peer.port()).send(peer.id() + "\n")) {
                PoolPeer.assertServes(stage, peer.id(), link);
            }
        }
    }

    /** AL-14: with a key the name is kept as any name is, and the same token brings links back. */
    @Test
    void afterTheLastLinkANameWithAKeyIsKeptAndItsLinksMayComeBack() {
        PoolBounds bounds = new PoolBounds(
                10, 64, Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofSeconds(20), Duration.ofSeconds(2));
        try (Stage stage = PoolPeer.withKeys(bounds)) {
            PoolPeer peer = PoolPeer.register(stage, "myapp");
            peer.joined(stage).close();
            PoolPeer.awaitLinks(stage, "myapp", 0);
            for (int i = 0; i < 110; i++) {
                assertEquals(503, stage.get("myapp.tunnels.test", "/").status());
            }
            try (RawClient link = peer.joined(stage)) {
                PoolPeer.assertServes(stage, "myapp", link);
            }
        }
    }

    /** AL-14: without a key the name is free after its while. */
    @Test
    void afterTheLastLinkANameWithoutAKeyIsFreed() {
        PoolBounds bounds = new PoolBounds(
                10, 64, Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofSeconds(20), Duration.ofSeconds(2));
        try (Stage stage = PoolPeer.open(bounds, pool -> pool, Anonymous.POOL)) {
            PoolPeer peer = PoolPeer.of(PoolPeer.get(stage, "/myapp", ""));
            peer.joined(stage).close();
            stage.awaitStatus(Duration.ofSeconds(20), "myapp", 404);
            try (RawClient link = peer.link()) {
                assertTrue(link.endsWithoutAnotherByte());
            }
        }
    }
}
