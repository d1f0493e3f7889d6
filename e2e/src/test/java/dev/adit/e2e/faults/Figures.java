// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Figures of a run, a line each in {@code e2e/target/figures.txt}, which {@code e2e/soak} shows at its end. */
final class Figures {
    private static final Path FILE = Path.of(System.getProperty("adit.root"), "e2e", "target", "figures.txt");

    private Figures() {}

    static synchronized void note(String line) {
        try {
            Files.writeString(FILE, line + "\n", CREATE, APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The p-th of a hundred, in milliseconds. */
    static long percentileMillis(Duration[] times, int p) {
        Duration[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * p / 100)].toMillis();
    }
}
