// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.option.CommonOptions;
import dev.adit.cli.option.FileKeys;
import dev.adit.cli.option.FileScope;
import dev.adit.cli.option.Option;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the configuration file of a command: the one that is named, else the usual places. Stateless. */
final class ConfigFinder {
    private ConfigFinder() {}

    static FileKeys agent(Map<Option<?>, List<String>> flags, Surroundings surroundings) {
        Optional<FileKeys> named = named(CommonOptions.AGENT_CONFIG, FileScope.AGENT, flags, surroundings);
        if (named.isPresent()) {
            return named.get();
        }
        Path inFolder = surroundings.workingFolder().resolve("adit.yaml");
        if (Files.exists(inFolder)) {
            return FileKeys.read(inFolder, FileScope.AGENT, true);
        }
        Path ofUser = surroundings
                .userFolder("XDG_CONFIG_HOME", ".config")
                .resolve("adit")
                .resolve("adit.yaml");
        return Files.exists(ofUser) ? FileKeys.read(ofUser, FileScope.AGENT, false) : FileKeys.NONE;
    }

    static FileKeys server(Map<Option<?>, List<String>> flags, Surroundings surroundings) {
        Optional<FileKeys> named = named(CommonOptions.SERVER_CONFIG, FileScope.SERVER, flags, surroundings);
        if (named.isPresent()) {
            return named.get();
        }
        Path inFolder = surroundings.workingFolder().resolve("adit-server.yaml");
        return Files.exists(inFolder) ? FileKeys.read(inFolder, FileScope.SERVER, true) : FileKeys.NONE;
    }

    /** A file that is named is a choice of whoever starts the program, wherever it lies: no folder made it. */
    private static Optional<FileKeys> named(
            Option<Path> option, FileScope scope, Map<Option<?>, List<String>> flags, Surroundings surroundings) {
        Settings settings = Settings.resolve(List.of(option), flags, surroundings.environment(), Map.of());
        Optional<Path> file = settings.maybe(option);
        if (file.isPresent() && !Files.exists(file.get())) {
            throw UsageException.at(settings.source(option), "there is no file " + file.get());
        }
        return file.map(path -> FileKeys.read(path, scope, false));
    }
}
