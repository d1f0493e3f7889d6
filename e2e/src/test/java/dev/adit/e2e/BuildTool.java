// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs what builds or fetches the peers of these tests, with the developer's own caches. Stateless. */
final class BuildTool {
    private static final Path ROOM =
            Path.of(System.getProperty("adit.root"), "e2e").normalize();

    private BuildTool() {}

    /** Runs it in a folder, and shows its output when it fails; -1 when there is no such program. */
    static int run(Path folder, String... command) {
        Path log = ROOM.resolve("target/" + Path.of(command[0]).getFileName() + ".log");
        Process process;
        try {
            Files.createDirectories(log.getParent());
            process = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                    .start();
        } catch (IOException notInstalled) {
            return -1;
        }
        return await(process, log);
    }

    private static int await(Process process, Path log) {
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running after five minutes: " + process.info());
            }
            if (process.exitValue() != 0) {
                System.err.write(Files.readString(log).getBytes(StandardCharsets.UTF_8));
            }
            return process.exitValue();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
