// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.wire.HttpAnswer;
import dev.adit.wire.TunnelKind;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialVerdictsTest {
    @ParameterizedTest
    @CsvSource({
        "400, ADIT-400-CONNECT",
        "401, ADIT-401-KEY",
        "403, ADIT-403-RIGHTS",
        "409, ADIT-409-NAME",
        "426, ADIT-VERSION",
        "302, ADIT-400-CONNECT",
    })
    void theFirstDialEndsTheRunOn(int status, String code) {
        Verdict verdict = DialVerdicts.of(answer(status, Map.of()), TunnelKind.HTTP, true, false, Duration.ZERO);
        assertEquals(code, assertInstanceOf(Verdict.Final.class, verdict).code());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404, 429, 500, 502, 503, 504})
    void otherAnswersAreRetried(int status) {
        assertInstanceOf(
                Verdict.Retry.class,
                DialVerdicts.of(answer(status, Map.of()), TunnelKind.HTTP, true, false, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 409})
    void aRunThatHadASessionAsksAgainFor90Seconds(int status) {
        HttpAnswer answer = answer(status, Map.of());
        assertInstanceOf(
                Verdict.Retry.class, DialVerdicts.of(answer, TunnelKind.HTTP, true, true, Duration.ofSeconds(89)));
        assertInstanceOf(
                Verdict.Final.class, DialVerdicts.of(answer, TunnelKind.HTTP, true, true, Duration.ofSeconds(90)));
    }

    @ParameterizedTest
    @CsvSource({"401, ADIT-401-KEY", "403, ADIT-403-RIGHTS"})
    void ourOwnServersWordOnAKeyIsFinalAtOnce(int status, String code) {
        HttpAnswer answer = answer(status, Map.of("adit-error", List.of(code)));
        Verdict verdict = DialVerdicts.of(answer, TunnelKind.HTTP, true, true, Duration.ZERO);
        assertEquals(code, assertInstanceOf(Verdict.Final.class, verdict).code());
    }

    /** In Exio mode our server says 401 also of too many dials without a key, which passes. */
    @Test
    void withoutAKeyTheSameWordIsWaitedOut() {
        HttpAnswer answer = answer(401, Map.of("adit-error", List.of("ADIT-401-KEY")));
        assertInstanceOf(
                Verdict.Retry.class, DialVerdicts.of(answer, TunnelKind.HTTP, false, true, Duration.ofSeconds(89)));
        assertInstanceOf(
                Verdict.Final.class, DialVerdicts.of(answer, TunnelKind.HTTP, false, true, Duration.ofSeconds(90)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Unauthorized        | Unauthorized; give a key that the server takes, with --key-file or ADIT_KEY
            unknown; ask for it | unknown; ask for it
            """)
    void aRefusedKeyIsToldWithAFix(String text, String told) {
        Verdict verdict =
                DialVerdicts.of(new HttpAnswer(401, Map.of(), text), TunnelKind.HTTP, true, false, Duration.ZERO);
        assertEquals(new Verdict.Final("ADIT-401-KEY", told), verdict);
    }

    @Test
    void anExioServerWithoutAFreePortEndsATcpRun() {
        Verdict verdict = DialVerdicts.of(answer(503, Map.of()), TunnelKind.TCP, true, false, Duration.ZERO);
        assertEquals(
                "ADIT-503-PORT", assertInstanceOf(Verdict.Final.class, verdict).code());
    }

    @Test
    void aServersOwnCodeIsToldOn() {
        HttpAnswer answer = answer(403, Map.of("adit-error", List.of("ADIT-403-ORIGIN")));
        Verdict verdict = DialVerdicts.of(answer, TunnelKind.HTTP, true, false, Duration.ZERO);
        assertEquals(
                "ADIT-403-ORIGIN",
                assertInstanceOf(Verdict.Final.class, verdict).code());
    }

    @Test
    void theMessageOfARefusalDoesNotRepeatItsCode() {
        HttpAnswer answer = new HttpAnswer(
                401, Map.of("adit-error", List.of("ADIT-401-KEY")), "ADIT-401-KEY: the key is unknown; ask\n");
        assertEquals(
                new Verdict.Final("ADIT-401-KEY", "the key is unknown; ask"),
                DialVerdicts.of(answer, TunnelKind.HTTP, true, false, Duration.ZERO));
    }

    @Test
    void retryAfterIsReadInBothForms() {
        assertEquals(Duration.ofSeconds(7), retryAfter("7"));
        String date = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        assertTrue(retryAfter(date).minusSeconds(100).abs().toSeconds() <= 3);
        assertEquals(Duration.ZERO, retryAfter("soon"));
    }

    @Test
    void theServersTextIsCleanedForATerminal() {
        HttpAnswer answer = new HttpAnswer(400, Map.of(), "bad\u001b[31m key\u0007\nsecond line");
        Verdict verdict = DialVerdicts.of(answer, TunnelKind.HTTP, true, false, Duration.ZERO);
        String message = assertInstanceOf(Verdict.Final.class, verdict).message();
        assertFalse(message.chars().anyMatch(c -> c < 0x20), message);
        assertEquals("bad [31m key ", message);
    }

    private static Duration retryAfter(String value) {
        HttpAnswer answer = answer(503, Map.of("retry-after", List.of(value)));
        Verdict verdict = DialVerdicts.of(answer, TunnelKind.TCP, true, false, Duration.ZERO);
        return assertInstanceOf(Verdict.Retry.class, verdict).after().orElse(Duration.ZERO);
    }

    private static HttpAnswer answer(int status, Map<String, List<String>> fields) {
        return new HttpAnswer(status, fields, "text");
    }
}
