// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs a property over fixed seeds, so that every run sees the same inputs, and names the seed that failed.
 *
 * <p>{@code -Dadit.seed=N} runs that seed alone.
 */
public final class Seeds {
    /** Spreads the small numbers 1, 2, 3 over all bits (the golden ratio, as SplittableRandom does). */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /** A property that holds for every random input drawn from the generator. */
    @FunctionalInterface
    public interface Property {
        /** Throws when the property does not hold. */
        void check(RandomGenerator random) throws Exception;
    }

    /** Checks the property for this many seeds, or for the one given on the command line. */
    public static void check(int count, Property property) {
        Long only = Long.getLong("adit.seed");
        if (only != null) {
            checkOne(only, property);
            return;
        }
        for (int i = 1; i <= count; i++) {
            checkOne(i * SPREAD, property);
        }
    }

    private static void checkOne(long seed, Property property) {
        try {
            property.check(new SplittableRandom(seed));
        } catch (Exception | AssertionError failure) {
            throw new AssertionError("seed " + seed + " (again with -Dadit.seed=" + seed + "): " + failure, failure);
        }
    }
}
