// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs that refuse root, or want more of it: as nobody when the tests run as root, else as whoever runs them. */
final class Unprivileged {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private final Processes processes;
    private final Path folder;

    /** With a folder of its own below that of the processes. */
    Unprivileged(Processes processes, String name) {
        this.processes = processes;
        this.folder = processes.folder().resolve(name);
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (ROOT) {
                Files.setPosixFilePermissions(processes.folder(), PosixFilePermissions.fromString("rwx--x--x"));
                own(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The name that the programs run under. */
    String user() {
        return ROOT ? "nobody" : System.getProperty("user.name");
    }

    Path folder() {
        return folder;
    }

    /** Writes a file that belongs to the user. */
    Path write(String name, String text) {
        try {
            Path file = Files.writeString(folder.resolve(name), text);
            own(file);
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void own(Path path) throws IOException {
        if (ROOT) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user()));
        }
    }

    Running start(Path program, String... arguments) {
        List<String> words = new ArrayList<>();
        if (ROOT) {
            words.addAll(List.of("--reuid", user(), "--regid", "65534", "--clear-groups", program.toString()));
        }
        words.addAll(List.of(arguments));
        Path first = ROOT ? Processes.installed("setpriv").orElseThrow() : program;
        return processes.start(first, Map.of("HOME", folder.toString()), words.toArray(String[]::new));
    }

    /** Runs a program that ends by itself and in order. */
    void run(Path program, String... arguments) {
        Running running = start(program, arguments);
        if (running.awaitExit() != 0) {
            throw new AssertionError(running.toString());
        }
    }
}
