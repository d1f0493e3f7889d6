// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import java.nio.file.Path;
import java.util.Map;

/** What a run finds around itself: the environment and the working folder. Immutable. */
public record Surroundings(Map<String, String> environment, Path workingFolder) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(System.getenv(), Path.of(""));
    }

    /** The home folder. */
    public Path home() {
        return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "")));
    }

    /** A folder of the XDG kind: the variable's when it is absolute, else below home. */
    public Path userFolder(String variable, String belowHome) {
        Path named = Path.of(environment.getOrDefault(variable, ""));
        return named.isAbsolute() ? named : home().resolve(belowHome);
    }
}
