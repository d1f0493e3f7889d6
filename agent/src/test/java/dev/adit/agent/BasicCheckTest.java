// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BasicCheckTest {
    private final BasicCheck check =
            new BasicCheck(List.of(BasicCredential.parse("ann:päss:word"), BasicCredential.parse("bob:x")));

    @Test
    void anyOfThePairsIsLetIn() {
        assertTrue(check.admits(Optional.of("Basic " + base64("ann:päss:word"))));
        assertTrue(check.admits(Optional.of("bAsIc   " + base64("bob:x"))));
    }

    @Test
    void everythingElseIsKeptOut() {
        for (String value : List.of(
                "",
                "Basic",
                "Basic ",
                "Basic !!!",
                "Bearer " + base64("bob:x"),
                "Basic " + base64("bob:y"),
                "Basic " + base64("bob"))) {
            assertFalse(check.admits(Optional.of(value)), value);
        }
        assertFalse(check.admits(Optional.empty()));
    }

    @Test
    void withoutPairsNobodyIsAsked() {
        assertTrue(new BasicCheck(List.of()).admits(Optional.empty()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
