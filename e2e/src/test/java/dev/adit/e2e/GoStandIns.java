// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** The Go programs that stand in for Exio's ({@code src/test/go/exio}), built once for all tests. Immutable. */
final class GoStandIns {
    private static final Path ROOM =
            Path.of(System.getProperty("adit.root"), "e2e").normalize();

    private GoStandIns() {}

    /** Skips the tests, and says why, where there is no Go. */
    static void assumeGo() {
        assumeTrue(BuildTool.run(ROOM, "go", "version") == 0, "Go is not installed");
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
            int code = BuildTool.run(ROOM.resolve("src/test/go/exio"), "go", "build", "-o", folder + "/", "./cmd/...");
            if (code != 0) {
                throw new AssertionError("go build ended with " + code);
            }
            return folder;
        }
    }
}
