// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The Go programs that stand in for Exio's ({@code src/test/go/exio}), built once for all tests. Immutable. */
final class GoStandIns {
    private static final Path ROOM =
            Path.of(System.getProperty("adit.root"), "e2e").normalize();

    private GoStandIns() {}

    /** Skips the tests, and says why, where there is no Go. */
    static void assumeGo() {
        assumeTrue(run(ROOM, "go", "version") == 0, "Go is not installed");
    }

    static Path agent() {
        return Built.FOLDER.resolve("exio-agent-standin");
    }

    static Path server() {
        return Built.FOLDER.resolve("exio-server-standin");
    }

    /** Holds the build until somebody wants it. */
    private static final class Built {
        static final Path FOLDER = build();

        private static Path build() {
            Path folder = ROOM.resolve("target/exio");
            int code = run(ROOM.resolve("src/test/go/exio"), "go", "build", "-o", folder + "/", "./cmd/...");
            if (code != 0) {
                throw new AssertionError("go build ended with " + code);
            }
            return folder;
        }
    }

    /** Runs a Go command with the developer's own caches; -1 when there is no such program. */
    private static int run(Path folder, String... command) {
        Path log = ROOM.resolve("target/go.log");
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
