// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.yamux.PeerFrame;
import java.io.ByteArrayOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSocket frames that a real agent never sends, on a connection that serves a tunnel (CE-11, CE-12, CW-03 to CW-07). */
class HostileCarrierTest {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] LONGER_THAN_16_MIB = PeerFrame.hex("82 ff 00000000 01000001 11223344");

    static Stream<Arguments> breaches() {
        return Stream.of(
                Arguments.of("CE-11 CW-05 text", 1003, masked(0x81, "text".getBytes(US_ASCII))),
                Arguments.of("CE-11 CW-04 unmasked", 1002, WebSocketPeer.frame(0x82, new byte[12], false)),
                Arguments.of("CE-11 CW-03 reserved bit", 1002, masked(0xC2, NOTHING)),
                Arguments.of("CE-11 CW-05 over 16 MiB", 1009, LONGER_THAN_16_MIB),
                Arguments.of("CE-11 CW-06 ping of 126", 1002, masked(0x89, new byte[126])),
                Arguments.of("CE-11 CW-06 reserved opcode", 1002, masked(0x83, NOTHING)),
                Arguments.of("CE-11 CW-06 lone continuation", 1002, masked(0x80, NOTHING)),
                Arguments.of("CW-06 fragmented ping", 1002, masked(0x09, NOTHING)),
                Arguments.of("CW-06 endless empty fragments", 1008, fragments(1_100)),
                Arguments.of("CE-12 endless empty frames", 1008, many(0x82, 10_000)),
                Arguments.of("CW-07 a flood of pings", 1008, many(0x89, 10_000)));
    }

    private static byte[] masked(int first, byte[] payload) {
        return WebSocketPeer.frame(first, payload, true);
    }

    private static byte[] many(int first, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(masked(first, NOTHING));
        }
        return all.toByteArray();
    }

    private static byte[] fragments(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(masked(0x02, NOTHING));
        all.writeBytes(many(0x00, count));
        return all.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaches")
    void aBreachClosesItsOwnConnectionAlone(String name, int code, byte[] frames) {
        try (Stage stage = Stage.open();
                Bystander good = new Bystander(stage);
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "bad");
            agent.client().send(frames);
            assertEquals(code, agent.awaitClose(), name);
            assertEquals(503, stage.get("bad.tunnels.test", "/").status(), name);
            good.assertUnharmed();
        }
    }

    /** CE-12: each byte of a header in a frame of its own, a hundred headers in one frame, continuations between. */
    @Test
    void frameBordersMeanNothingToYamux() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            try (RawClient visitor = stage.visit("demo", "/")) {
                int id = agent.accept();
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                String text = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n";
                for (byte one : PeerFrame.data(PeerFrame.ACK, id, text).bytes()) {
                    agent.socket().send(0x02, new byte[] {one});
                    agent.socket().send(0x80, NOTHING);
                }
                for (int i = 0; i < 99; i++) {
                    answer.writeBytes(PeerFrame.data(0, id, "x").bytes());
                }
                answer.writeBytes(PeerFrame.windowUpdate(PeerFrame.FIN, id, 0).bytes());
                agent.socket().sendBinary(answer.toByteArray());
                assertEquals("x".repeat(99), visitor.readResponse().body());
            }
        }
    }

    /** CW-07: a download that its visitor does not read has used up its window, and pings are answered still. */
    @Test
    void pingsAreAnsweredWhileDataIsBlocked() {
        try (Stage stage = Stage.open();
                RawAgent agent = stage.adit().greet()) {
            agent.claim(1, "demo");
            try (RawClient visitor = stage.visit("demo", "/")) {
                int id = agent.accept();
                int half = 131_072 - 1000;
                agent.send(id, "HTTP/1.1 200 OK\r\nContent-Length: " + 100 * half + "\r\n\r\n" + "x".repeat(half));
                agent.sendFrame(PeerFrame.data(0, id, "x".repeat(half)));
                agent.socket().send(0x89, "still there?".getBytes(US_ASCII));
                WebSocketPeer.Frame frame = agent.socket().read();
                while (frame.opcode() != 10) {
                    frame = agent.socket().read();
                }
                assertEquals("still there?", frame.payload());
                assertTrue(visitor.readHead().startsWith("HTTP/1.1 200 "));
            }
        }
    }
}
