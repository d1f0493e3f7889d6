// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.option.Source;
import java.nio.file.Path;

/** Where a path that somebody wrote leads. Stateless. */
final class FilePath {
    private FilePath() {}

    /** One in a configuration file counts from that file, any other from the working folder. */
    static Path of(Path named, Source source) {
        return source instanceof Source.FileLine line
                ? line.file().toAbsolutePath().normalize().resolveSibling(named)
                : named;
    }
}
