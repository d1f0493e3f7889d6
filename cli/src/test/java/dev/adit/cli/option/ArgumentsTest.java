// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CL-01. */
class ArgumentsTest {
    @ParameterizedTest
    @CsvSource({
        "--servr=x, did you mean --server?",
        "--server, needs a value; write --server URL",
        "--json=yes, takes no value",
        "-z, unknown option -z",
    })
    void wrongWordsAreNamedWithAdvice(String word, String advice) {
        UsageException refused = refused(word);
        assertTrue(refused.toString().contains(advice), refused::toString);
    }

    @Test
    void aMistypedKeyIsNotEchoedWithItsValue() {
        assertFalse(refused("--keyy=hushhush").toString().contains("hushhush"));
    }

    @Test
    void shortFlagsAndEqualSignsWork() {
        Arguments arguments = Arguments.parse(
                Verb.HTTP, List.of("-s", "http://localhost", "3000", "-n=shop", "--key=abc", "--links", "4"));
        assertEquals(List.of("http://localhost"), arguments.flags().get(AgentOptions.SERVER));
        assertEquals(List.of("shop"), arguments.flags().get(AgentOptions.NAME));
        assertEquals(List.of("abc"), arguments.flags().get(AgentOptions.KEY));
        assertEquals(List.of("3000"), arguments.operands());
    }

    @Test
    void anOptionalValueNeverTakesTheNextWord() {
        Arguments bare = Arguments.parse(Verb.HTTP, List.of("--exit-on-disconnect", "3000"));
        assertEquals(List.of("3000"), bare.operands());
        assertEquals(List.of("0s"), bare.flags().get(AgentOptions.EXIT_ON_DISCONNECT));
        Arguments timed = Arguments.parse(Verb.HTTP, List.of("--exit-on-disconnect=30s", "3000"));
        assertEquals(List.of("30s"), timed.flags().get(AgentOptions.EXIT_ON_DISCONNECT));
    }

    @Test
    void twoDashesEndTheOptions() {
        assertEquals(
                List.of("--json"),
                Arguments.parse(Verb.HTTP, List.of("--", "--json")).operands());
    }

    @Test
    void quotesInValuesStay() {
        Arguments arguments = Arguments.parse(Verb.HTTP, List.of("--basic-auth", "me:\"quoted\""));
        assertEquals(List.of("me:\"quoted\""), arguments.flags().get(AgentOptions.BASIC_AUTH));
    }

    @Test
    void helpIsSeenBesideOtherWords() {
        assertTrue(Arguments.parse(Verb.HTTP, List.of("3000", "--help")).help());
        assertTrue(Arguments.parse(Verb.SERVER, List.of("-h")).help());
    }

    private static UsageException refused(String word) {
        return assertThrows(UsageException.class, () -> Arguments.parse(Verb.HTTP, List.of("3000", word)));
    }
}
