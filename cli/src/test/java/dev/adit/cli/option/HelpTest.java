// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelpTest {
    @ParameterizedTest
    @EnumSource
    void helpShowsUsageEveryOptionAndAnExample(Verb verb) {
        String help = Help.of(verb);
        assertTrue(help.contains("Usage: " + Help.usage(verb)), help);
        assertTrue(help.contains("Example:\n  adit " + verb.text()), help);
        OptionTable.of(verb).forEach(option -> {
            assertTrue(help.contains(option.usage()), () -> verb + " " + option.name());
            assertTrue(help.contains(option.help()), () -> verb + " " + option.name());
            option.variable().ifPresent(variable -> assertTrue(help.contains(variable), variable));
        });
    }

    @ParameterizedTest
    @EnumSource
    void theOverviewListsEveryCommandThatWorks(Verb verb) {
        assertTrue(Help.overview().contains("  " + verb.text()), verb.text());
        assertFalse(Help.overview().contains("doctor"));
    }

    /** The examples must be accepted by the parser they explain. */
    @ParameterizedTest
    @EnumSource
    void everyExampleParses(Verb verb) {
        String[] words = verb.example().replace("'", "").split(" ");
        int skip = 1 + verb.words().size();
        Arguments.parse(verb, java.util.List.of(words).subList(skip, words.length));
    }
}
