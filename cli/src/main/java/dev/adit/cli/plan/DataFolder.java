// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.option.ServerOptions;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of keys, as it was asked for: one that can be a folder. Stateless. */
final class DataFolder {
    private DataFolder() {}

    /** The folder, which may be missing yet; anything else in its place is wrong usage. */
    static Path of(Settings settings) {
        Path folder = settings.one(ServerOptions.DATA);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw UsageException.at(
                    settings.source(ServerOptions.DATA),
                    folder + " is not a folder; write the path of one with --data");
        }
        return folder;
    }
}
