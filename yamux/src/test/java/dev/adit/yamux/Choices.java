// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.util.random.RandomGenerator;

/** Where a driven session takes its decisions from: a seeded generator, or the bytes of a fuzzer. For one thread. */
interface Choices {
    /** A number from 0, below the bound. */
    int next(int bound);

    /** Whether nothing is left to decide. */
    boolean isOver();

    /** Once in so many times. */
    default boolean oneIn(int times) {
        return next(times) == 1;
    }

    /** So many decisions by a generator. */
    static Choices of(RandomGenerator random, int count) {
        return new Choices() {
            private int left = count;

            @Override
            public int next(int bound) {
                left--;
                return random.nextInt(bound);
            }

            @Override
            public boolean isOver() {
                return left <= 0;
            }
        };
    }

    /** A decision by each byte, and 0 behind the last. */
    static Choices of(byte[] bytes) {
        return new Choices() {
            private int at;

            @Override
            public int next(int bound) {
                return at < bytes.length ? (bytes[at++] & 0xFF) % bound : 0;
            }

            @Override
            public boolean isOver() {
                return at >= bytes.length;
            }
        };
    }
}
