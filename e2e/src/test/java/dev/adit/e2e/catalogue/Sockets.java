// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import dev.adit.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The gauge of U3: how many sockets this process holds, connections to local services aside, which agents may keep. On
 * systems without {@code /proc} it always reads the same. Immutable.
 *
 * @param services the local services of this process
 * @param baseline the sockets that were open at the start
 */
record Sockets(List<Recorder> services, int baseline) {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    static Sockets now(List<Recorder> services) {
        return new Sockets(services, count() - kept(services));
    }

    /** Waits until nothing is open but what was. */
    void awaitBaseline() {
        Await.until(
                Duration.ofSeconds(5),
                "as many sockets as before: " + baseline,
                () -> count() - kept(services) == baseline);
    }

    /** Each connection is two sockets of this process. */
    private static int kept(List<Recorder> services) {
        return 2 * services.stream().mapToInt(Recorder::live).sum();
    }

    private static int count() {
        if (!Files.isDirectory(OPEN_FILES)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return (int) files.filter(Sockets::isSocket).count();
        } catch (IOException unreadable) {
            throw new AssertionError("the open files of this process cannot be listed", unreadable);
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException ignored) {
            // Closed while we looked.
            return false;
        }
    }
}
