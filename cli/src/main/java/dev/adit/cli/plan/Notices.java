// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.agent.AgentConfig;
import dev.adit.cli.file.PrivateFile;
import dev.adit.cli.option.AgentOptions;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.FileKeys;
import dev.adit.cli.option.Later;
import dev.adit.cli.option.Option;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.Source;
import dev.adit.server.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines that go to stderr before a command starts. Stateless. */
final class Notices {
    private Notices() {}

    /** A line for each option that was given and has no effect yet. */
    static List<String> ofLaterOptions(Settings settings) {
        List<String> lines = new ArrayList<>();
        for (Option<?> option : settings.given()) {
            if (option.later() == Later.WITHOUT_EFFECT && !isOff(settings, option)) {
                lines.add(settings.told(option) + " is not built yet and has no effect");
            }
        }
        return lines;
    }

    /** Credentials of visitors that stand in the process list. */
    static List<String> ofShownCredentials(Arguments arguments) {
        boolean shown = arguments.flags().getOrDefault(AgentOptions.BASIC_AUTH, List.of()).stream()
                .anyMatch(text -> !AgentOptions.BASIC_AUTH.kind().holdsPath(text));
        return shown
                ? List.of("--basic-auth can be seen by others on this machine; use --basic-auth @FILE")
                : List.of();
    }

    /** What an operator must know who lets tunnels live below paths of one host. */
    static List<String> ofRouting(Routing routing) {
        return switch (routing) {
            case SUBDOMAIN -> List.of();
            case PATH ->
                List.of("path mode: all tunnels share one origin, so their pages can read each other's;"
                        + " let in only agents that trust each other, or use --domain");
        };
    }

    /** What is special about the links of the pool protocol. */
    static List<String> ofPool(AgentConfig agent) {
        if (!agent.dial().protocol().isPool() || agent.server().isLoopback()) {
            return List.of();
        }
        return List.of("links of --protocol pool are plain TCP: whoever is on the way to "
                + agent.server().host() + " can read and change what visitors send and get");
    }

    /** A loud line when a file that holds a secret is open to others (CL-04). */
    static List<String> ofExposedFile(FileKeys file, Option<?> secret) {
        if (file.path().isEmpty() || !file.top().containsKey(secret)) {
            return List.of();
        }
        return PrivateFile.exposure(file.path().get()).map(why -> "WARNING: this file holds a key, but " + why).stream()
                .toList();
    }

    /** The same for a secret that stands in a file of another program's. */
    static List<String> ofExposedSource(Source source) {
        return source instanceof Source.FileLine line
                ? PrivateFile.exposure(line.file()).map(why -> "WARNING: this file holds a key, but " + why).stream()
                        .toList()
                : List.of();
    }

    /** Switching something off that is not there yet needs no word. */
    private static boolean isOff(Settings settings, Option<?> option) {
        return settings.maybe(option)
                .filter(value -> value.equals(false) || value.equals(Optional.empty()))
                .isPresent();
    }
}
