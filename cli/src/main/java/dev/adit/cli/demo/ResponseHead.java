// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A status line and its fields, as lines. Immutable. */
record ResponseHead(List<String> lines) {
    ResponseHead {
        lines = List.copyOf(lines);
    }

    int status() {
        String[] parts = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ", 3);
        return parts.length < 2 || !parts[1].matches("[0-9]{3}") ? 0 : Integer.parseInt(parts[1]);
    }

    Optional<String> field(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }

    boolean isChunked() {
        return field("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent();
    }

    Optional<Long> length() {
        return field("Content-Length").map(Long::valueOf);
    }
}
