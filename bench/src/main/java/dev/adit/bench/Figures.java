// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Medians and their spread as cells of a Markdown table. */
final class Figures {
    private Figures() {}

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static <T> double median(List<T> rounds, ToDoubleFunction<T> figure) {
        return median(rounds.stream().mapToDouble(figure).toArray());
    }

    /** The median with the least and the greatest, so that a reader sees how noisy the machine was. */
    static <T> String withSpread(List<T> rounds, ToDoubleFunction<T> figure, String format) {
        double least = rounds.stream().mapToDouble(figure).min().orElse(0);
        double most = rounds.stream().mapToDouble(figure).max().orElse(0);
        return String.format(
                Locale.ROOT, format + " (" + format + " to " + format + ")", median(rounds, figure), least, most);
    }

    static void print(String line) {
        IO.println(line);
    }

    static void row(Object... cells) {
        StringBuilder line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ').append(cell).append(" |");
        }
        print(line.toString());
    }
}
