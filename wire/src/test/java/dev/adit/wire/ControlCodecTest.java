// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.wire.ControlMessage.Claim;
import dev.adit.wire.ControlMessage.Claimed;
import dev.adit.wire.ControlMessage.Drain;
import dev.adit.wire.ControlMessage.Hello;
import dev.adit.wire.ControlMessage.Refused;
import dev.adit.wire.ControlMessage.Release;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCodecTest {
    static Stream<ControlMessage> messages() {
        return Stream.of(
                new Hello(1, "adit/0.1.0", "0123456789abcdef", List.of("x"), Optional.empty(), Optional.empty()),
                new Hello(
                        1,
                        "adit/0.1.0",
                        "0123456789abcdef",
                        List.of(),
                        Optional.of("s-1"),
                        Optional.of(Duration.ofSeconds(10))),
                new Claim(
                        1,
                        Optional.of(TunnelKind.HTTP),
                        Optional.of("demo"),
                        Optional.empty(),
                        Optional.of(new Secret("token")),
                        new ClaimOptions(List.of(new Secret("a:b")), List.of("10.0.0.0/8"), List.of("::/0"))),
                new Claim(
                        65535,
                        Optional.of(TunnelKind.TCP),
                        Optional.empty(),
                        Optional.of(20000),
                        Optional.empty(),
                        ClaimOptions.NONE),
                new Claimed(1, "demo", "https://demo.example.com", Optional.empty(), Optional.of(new Secret("r"))),
                new Claimed(2, "db", "tcp://example.com:20000", Optional.of(20000), Optional.empty()),
                new Refused(1, "ADIT-409-NAME", 409, "name \"demo\" is taken", Optional.empty()),
                new Refused(0, "ADIT-429-RATE", 429, "slow\ndown", Optional.of(Duration.ofMillis(1500))),
                new Release(3, ReleaseReason.REPLACED, "a newer session"),
                new Release(3, ReleaseReason.ENDED, "the agent ends", true),
                new Drain(Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesBackEqual(ControlMessage message) {
        assertEquals(Optional.of(message), ControlCodec.decode(ControlCodec.encode(message)));
    }

    @Test
    void aClaimHasTheseFields() {
        Claim claim = new Claim(
                1,
                Optional.of(TunnelKind.HTTP),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ClaimOptions.NONE);
        assertEquals(
                "{\"type\":\"claim\",\"id\":1,\"kind\":\"http\",\"name\":null,\"port\":null,\"resume\":null,"
                        + "\"options\":{}}",
                ControlCodec.encode(claim));
    }

    @Test
    void unknownTypesAreSkipped() {
        assertEquals(Optional.empty(), ControlCodec.decode("{\"type\":\"news\",\"id\":{}}"));
    }

    @Test
    void unknownFieldsAreIgnored() {
        assertEquals(
                Optional.of(new Drain(Duration.ofMillis(5))),
                ControlCodec.decode("{\"extra\":[1,{\"a\":null}],\"grace_ms\":5,\"type\":\"drain\"}"));
    }

    @Test
    void anUnknownKindIsLeftToTheServerToRefuse() {
        ControlMessage message = ControlCodec.decode("{\"type\":\"claim\",\"id\":1,\"kind\":\"udp\"}")
                .orElseThrow();
        assertTrue(message instanceof Claim claim && claim.kind().isEmpty());
    }

    @Test
    void aReleaseSaysDrainOnlyWhenItDrains() {
        assertEquals(
                "{\"type\":\"release\",\"id\":1,\"reason\":\"ended\",\"message\":\"\"}",
                ControlCodec.encode(new Release(1, ReleaseReason.ENDED, "")));
        assertEquals(
                "{\"type\":\"release\",\"id\":1,\"reason\":\"ended\",\"message\":\"\",\"drain\":true}",
                ControlCodec.encode(new Release(1, ReleaseReason.ENDED, "", true)));
    }

    @Test
    void anUnknownReasonIsClosed() {
        assertEquals(
                Optional.of(new Release(1, ReleaseReason.CLOSED, "")),
                ControlCodec.decode("{\"type\":\"release\",\"id\":1,\"reason\":\"moon\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"type\":\"drain\"} x",
                "{}",
                "{\"type\":1}",
                "{\"type\":\"hello\"}",
                "{\"type\":\"hello\",\"version\":\"1\"}",
                "{\"type\":\"hello\",\"version\":1.5}",
                "{\"type\":\"hello\",\"version\":1,\"features\":{}}",
                "{\"type\":\"hello\",\"version\":1,\"features\":[1]}",
                "{\"type\":\"claim\",\"id\":0,\"kind\":\"http\"}",
                "{\"type\":\"claim\",\"id\":65536,\"kind\":\"http\"}",
                "{\"type\":\"claim\",\"id\":18446744073709551617,\"kind\":\"http\"}",
                "{\"type\":\"claim\",\"kind\":\"http\"}",
                "{\"type\":\"claim\",\"id\":1.5,\"kind\":\"http\",\"port\":1.5}",
                "{\"type\":\"drain\",\"grace_ms\":-1}",
                "{\"type\":\"drain\",\"grace_ms\":true}",
            })
    void malformedMessagesAreProtocolErrors(String json) {
        assertThrows(WireException.class, () -> ControlCodec.decode(json));
    }

    /** The session and its other tunnels live on: the server refuses this claim. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'kind':'tcp','port':1.5;             port",
                "'kind':'tcp','port':'22';            port",
                "'kind':'tcp','port':true;            port",
                "'kind':'tcp','port':[22];            port",
                "'kind':5;                            kind",
                "'name':'demo';                       kind",
                "'kind':'http','name':5;              name",
                "'kind':'http','resume':['s3cret'];   resume",
                "'kind':'http','options':[];          options",
                "'kind':'http','options':{'allow_cidr':5};        allow_cidr",
                "'kind':'http','options':{'basic_auth':[{'s3cret':1}]}; basic_auth",
            },
            quoteCharacter = '|')
    void aClaimWithAnIdAndAWrongFieldIsLeftToTheServerToRefuse(String fields, String wrong) {
        String json = "{\"type\":\"claim\",\"id\":7," + fields.replace('\'', '"') + "}";
        assertTrue(ControlCodec.decode(json).orElseThrow() instanceof Claim claim
                && claim.id() == 7
                && claim.fault().orElseThrow().startsWith("control field \"" + wrong + "\" ")
                && !claim.toString().contains("s3cret"));
    }

    @ParameterizedTest
    @CsvSource({
        "2147483648, 2147483647",
        "-99999999999, -2147483648",
        "18446744073709551638, 2147483647",
        "1e30, 2147483647",
        "22, 22",
    })
    void aPortBeyond32BitsStaysAnImpossibleOne(String text, int port) {
        String json = "{\"type\":\"claim\",\"id\":1,\"kind\":\"tcp\",\"port\":" + text + "}";
        assertTrue(ControlCodec.decode(json).orElseThrow() instanceof Claim claim
                && claim.port().equals(Optional.of(port))
                && claim.fault().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"-1, -1", "9223372036854775808, 9223372036854775807", "1e30, 9223372036854775807"})
    void anyWholeNumberIsAVersion(String text, long version) {
        ControlMessage message = ControlCodec.decode("{\"type\":\"hello\",\"version\":" + text + "}")
                .orElseThrow();
        assertTrue(message instanceof Hello hello && hello.version() == version, message::toString);
    }

    @Test
    void deepNestingIsRefusedBeforeTheParserSeesIt() {
        String deep = "{\"type\":\"drain\",\"x\":" + "[".repeat(60_000) + "}";
        assertThrows(WireException.class, () -> ControlCodec.decode(deep));
    }

    @Test
    void bracketsInStringsAreNoNesting() {
        String json = "{\"type\":\"release\",\"id\":1,\"message\":\"" + "[\\\"{".repeat(50) + "\"}";
        assertTrue(ControlCodec.decode(json).isPresent());
    }

    @Test
    void errorsNeverShowValues() {
        String message = assertThrows(
                        WireException.class,
                        () -> ControlCodec.decode("{\"type\":\"release\",\"id\":1,\"message\":[\"s3cret\"]}"))
                .getMessage();
        assertFalse(String.valueOf(message).contains("s3cret"));
    }
}
