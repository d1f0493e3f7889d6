// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.UsageException;
import dev.adit.cli.option.Verb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Fuzz target of the configuration file (CL-02, CL-03). The first byte chooses a server's or an agent's; the rest is
 * the file: a plan comes of it, or one line of refusal that names where it stands.
 */
public final class ConfigFuzz {
    private ConfigFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory("config-fuzz");
            Path file = folder.resolve((input[0] & 1) == 0 ? "adit-server.yaml" : "adit.yaml");
            try {
                Files.write(file, java.util.Arrays.copyOfRange(input, 1, input.length));
                plan(input[0], file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void plan(byte choice, Path file) {
        Surroundings surroundings = new Surroundings(Map.of("HOME", "/nonexistent"), file.resolveSibling("work"));
        String flag = "--config=" + file;
        try {
            if ((choice & 1) == 0) {
                ServerPlanner.plan(Arguments.parse(Verb.SERVER, List.of(flag)), surroundings);
            } else {
                AgentPlanner.plan(Verb.HTTP, "3000", Arguments.parse(Verb.HTTP, List.of(flag)), surroundings);
            }
        } catch (UsageException refused) {
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.length() > 10, message);
        }
    }
}
