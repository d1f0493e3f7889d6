// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"abc", "a-b", "123", "a--b", "xn--bcher-kva"})
    void namesOfLettersDigitsAndInnerHyphensAreValid(String text) {
        assertEquals(text, TunnelName.of(text).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xn--bcher-kva",
                "xn--strae-oqa",
                "xn--ls8h",
                "xn--90ae",
                "xn--p1ai",
                "xn--fa-hia",
                "xn--kxawhkbv0a",
                "xn--maana-pta"
            })
    void namesInOtherLettersAreValidInPunycode(String text) { // CE-06
        assertEquals(text, TunnelName.of(text).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xn--0",
                "xn--9",
                "xn--999999",
                "xn--a-0",
                "xn--zz--a",
                "xn--a",
                "xn--abc-def-",
                "xn--99999999999"
            })
    void whatOnlyLooksLikePunycodeIsNoName(String text) { // CE-06
        assertTrue(TunnelName.parse(text).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "-abc", "abc-", "a_b", "a.b", "a b", "aöb", "abc\n", "a/b"})
    void otherTextIsNoName(String text) {
        assertThrows(IllegalArgumentException.class, () -> TunnelName.of(text));
        assertTrue(TunnelName.parse(text).isEmpty());
    }

    @Test
    void aNameHasAtMost63Characters() {
        assertTrue(TunnelName.parse("a".repeat(63)).isPresent());
        assertTrue(TunnelName.parse("a".repeat(64)).isEmpty());
    }

    @Test
    void namesAreLowerCased() {
        assertEquals("demo", TunnelName.of("DeMo").value());
        assertThrows(IllegalArgumentException.class, () -> new TunnelName("Demo"));
    }

    @Test
    void hostsOfTheOperatorAreReserved() {
        assertTrue(TunnelName.of("WWW").isReserved());
        assertTrue(TunnelName.of("localhost").isReserved());
        assertFalse(TunnelName.of("wwww").isReserved());
    }

    @Test
    void randomNamesAre13Base32CharactersAndDiffer() {
        SecureRandom random = new SecureRandom();
        TunnelName first = TunnelName.random(random);
        assertTrue(first.value().matches("[a-z2-7]{13}"), first.value());
        assertFalse(first.equals(TunnelName.random(random)));
    }

    @Test
    void aHostileNameIsNotEchoedRaw() {
        String message = assertThrows(IllegalArgumentException.class, () -> TunnelName.of("a\r\n\u001b[2J"))
                .getMessage();
        assertFalse(String.valueOf(message).matches("(?s).*[\r\n\u001b].*"), message);
    }
}
