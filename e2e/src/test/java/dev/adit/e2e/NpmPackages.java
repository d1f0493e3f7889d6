// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Peers from npm, as their lock files in {@code src/test/npm} name them, installed below {@code target}. Immutable. */
final class NpmPackages {
    private static final Path ROOM =
            Path.of(System.getProperty("adit.root"), "e2e").normalize();

    private NpmPackages() {}

    /** The localtunnel client; skips the tests, and says why, where it cannot be had. */
    static Path localtunnel() {
        assumeTrue(Processes.installed("node").isPresent(), "Node is not installed");
        Optional<Path> npm = Processes.installed("npm");
        assumeTrue(npm.isPresent(), "npm is not installed");
        Path program = ROOM.resolve("target/npm/localtunnel/node_modules/.bin/lt");
        boolean there = Files.isExecutable(program) || install(npm.orElseThrow(), "localtunnel");
        assumeTrue(there && Files.isExecutable(program), "the npm package localtunnel could not be fetched");
        return program;
    }

    /** Runs nothing that a package brings along. */
    private static boolean install(Path npm, String name) {
        Path folder = ROOM.resolve("target/npm").resolve(name);
        try {
            Files.createDirectories(folder);
            for (String file : new String[] {"package.json", "package-lock.json"}) {
                Path source = ROOM.resolve("src/test/npm").resolve(name).resolve(file);
                Files.copy(source, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Process process = new ProcessBuilder(
                            npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.to(folder.resolve("npm.log").toFile()))
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
