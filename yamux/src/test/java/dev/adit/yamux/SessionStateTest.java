// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import dev.adit.testkit.Corpus;
import dev.adit.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** YX-20: whatever owners and peer do, only what the rules allow comes of it. */
class SessionStateTest {
    @ParameterizedTest
    @EnumSource
    void everyStepLeadsWhereTheModelSays(Role role) {
        Seeds.check(40, random -> new DrivenSession(role, Choices.of(random, 6_000)).run());
    }

    @Test
    void keptChoices() {
        Corpus.replay("SessionFuzz", 60, SessionFuzz::fuzzerTestOneInput);
    }

    @Test
    void keptBytes() {
        Corpus.replay("SessionBytesFuzz", 500, SessionBytesFuzz::fuzzerTestOneInput);
    }
}
