// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void everyRunDrawsTheSameNumbers() {
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        Seeds.check(10, random -> first.add(random.nextLong()));
        Seeds.check(10, random -> second.add(random.nextLong()));
        assertEquals(first, second);
        assertEquals(10, first.stream().distinct().count());
    }

    @Test
    void theFailingSeedIsNamed() {
        AssertionError failure = assertThrows(
                AssertionError.class,
                () -> Seeds.check(3, random -> {
                    throw new IllegalStateException("no");
                }));
        assertTrue(failure.toString().contains("-Dadit.seed="));
    }
}
