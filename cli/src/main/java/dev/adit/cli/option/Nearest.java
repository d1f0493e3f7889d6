// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that a mistyped one most likely meant. Stateless. */
public final class Nearest {
    private Nearest() {}

    /** The nearest name within a third of its length in single edits. */
    public static Optional<String> to(String typed, Collection<String> known) {
        return known.stream()
                .distinct()
                .filter(name -> distance(typed, name) <= 1 + name.length() / 3)
                .min(Comparator.comparingInt((String name) -> distance(typed, name))
                        .thenComparing(name -> name));
    }

    /** The half-sentence for a message: {@code ; did you mean X?} or nothing. */
    public static String hint(String typed, String prefix, Collection<String> known) {
        return to(typed, known)
                .map(name -> "; did you mean " + prefix + name + "?")
                .orElse("");
    }

    /** Edits of one character (Levenshtein), two rows at a time; long input is cut, it is near nothing anyway. */
    private static int distance(String left, String right) {
        String typed = left.length() > 64 ? left.substring(0, 64) : left;
        int[] above = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= typed.length(); row++) {
            above = nextRow(above, row, typed.charAt(row - 1), right);
        }
        return above[right.length()];
    }

    private static int[] nextRow(int[] above, int row, char typed, String right) {
        int[] current = new int[above.length];
        current[0] = row;
        for (int column = 1; column < above.length; column++) {
            int replaced = above[column - 1] + (typed == right.charAt(column - 1) ? 0 : 1);
            current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
        }
        return current;
    }
}
